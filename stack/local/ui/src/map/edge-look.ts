/** 1 px for a call now and then, 7 px for some thousand a second. */
export function edgeWidth(rate: number | null): number {
  if (rate === null || rate <= 0) return 1;
  return Math.min(7, 1.5 + 1.4 * Math.max(0, Math.log10(rate * 10)));
}
