/** Names of services that any page has seen, so that the search box knows them. */
export const knownServices = new Set<string>();
