/** Names that always hold secrets, without case and separators. */
const SECRET_NAMES = [
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'token',
  'jwt',
  'apikey',
  'xapikey',
  'privatekey',
  'accesskey',
  'credential',
  'credentials',
  'card',
  'cardnumber',
  'creditcard',
  'cvv',
  'cvc',
  'pan',
  'iban',
  'ssn',
];

/** Names that end so hold secrets too: `db_password`, `x-csrf-token`, `stripeApiKey`. */
const SECRET_ENDINGS = /(?:password|passwd|passphrase|secret|token|apikey|privatekey|cardnumber)$/;
const CACHE_MAX = 5000;
/** Of a longer name only the end is looked at; it can still be a secret by its ending. */
const NAME_MAX_LENGTH = 128;

export type IsSecret = (key: string) => boolean;

function normalize(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Tells by its name whether a field holds a secret; answers are kept, since names repeat. */
export function secretNames(extra: readonly string[]): IsSecret {
  const names = new Set([...SECRET_NAMES, ...extra.map(normalize)]);
  const known = new Map<string, boolean>();
  const isSecret = (key: string): boolean => {
    const name = normalize(key);
    return names.has(name) || SECRET_ENDINGS.test(name);
  };
  return (key) => {
    if (key.length > NAME_MAX_LENGTH) return isSecret(key.slice(-NAME_MAX_LENGTH));
    let secret = known.get(key);
    if (secret === undefined) {
      secret = isSecret(key);
      if (known.size < CACHE_MAX) known.set(key, secret);
    }
    return secret;
  };
}
