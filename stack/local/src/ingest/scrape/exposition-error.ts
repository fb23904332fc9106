/** A body that is not the format it says: the whole scrape fails, as in Prometheus. */
export class ExpositionError extends Error {
  override readonly name = 'ExpositionError';
}
