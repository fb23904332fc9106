/** Class of a share of failed requests: nothing up to 1 %, `warn` up to 5 %, `bad` above. */
export function errorTone(ratio: number | null): '' | 'warn' | 'bad' {
  if (ratio === null || ratio <= 0.01) return '';
  return ratio > 0.05 ? 'bad' : 'warn';
}
