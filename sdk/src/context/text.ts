/** Stands where a text was cut. */
export const CUT_MARK = '…[truncated]';

/**
 * The beginning of a text, in memory of its own: a slice would keep the whole text alive for as
 * long as somebody holds it.
 */
export function headOf(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return Buffer.from(text.slice(0, maxLength)).toString();
}

/** A text within a length, marked when something is missing. */
export function cutText(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : headOf(text, maxLength) + CUT_MARK;
}
