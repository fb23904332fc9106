/** Bytes or JSON that are not the message they should be. Nothing of such a request is kept. */
export class WireError extends Error {
  override readonly name = 'WireError';
}
