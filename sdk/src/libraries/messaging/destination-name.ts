const NAME_MAX_LENGTH = 128;
/** What stands for all destinations that live as long as one connection or one answer. */
export const TEMPORARY = '(temporary)';
/** What one call sends to different destinations. */
export const SEVERAL = '(several)';
const RANDOM = /^amq\.|[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|[\da-f]{24,}/i;

/** A name as a label: names that programs make up, one per answer or process, count as one. */
export function destinationName(name: unknown): string {
  if (typeof name !== 'string' || name === '' || RANDOM.test(name)) return TEMPORARY;
  return name.slice(0, NAME_MAX_LENGTH);
}
