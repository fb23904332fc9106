/** Number of single-character edits between two short texts (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const swap = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(swap, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? b.length;
}

/** Names longer than this are no typing mistake, and comparing them would cost time. */
const NAME_LENGTH_MAX = 64;

/** The known name that is at most `edits` typing mistakes away, nearest first. */
export function nearest(name: string, known: readonly string[], edits: number): string | undefined {
  if (name.length > NAME_LENGTH_MAX) return undefined;
  const lower = name.toLowerCase();
  let best: string | undefined;
  let bestEdits = edits + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > edits) continue;
    const found = distance(lower, candidate.toLowerCase());
    if (found < bestEdits) {
      best = candidate;
      bestEdits = found;
    }
  }
  return best;
}
