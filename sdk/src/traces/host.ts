/** Address and port of a Host header; the port is absent when the header names none. */
export function hostParts(host: string): { address: string; port: number | undefined } {
  const colon = host.lastIndexOf(':');
  // The colons of an IPv6 address stand inside its brackets.
  if (colon === -1 || colon < host.lastIndexOf(']')) return { address: host, port: undefined };
  const port = Number(host.slice(colon + 1));
  return {
    address: host.slice(0, colon),
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined,
  };
}
