/** Set on servers that must stay unobserved: the SDK's own admin server. */
export const UNOBSERVED: unique symbol = Symbol.for('sightline.unobserved') as never;
