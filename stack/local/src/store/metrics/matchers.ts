import type { LabelMatcher, Labels } from '../../model/index.ts';

export type LabelTest = (labels: Labels) => boolean;

/**
 * Conditions as one function. Patterns are anchored, and `.` matches a line end too, as in
 * Prometheus. Throws SyntaxError for a pattern that is none.
 */
export function labelTest(matchers: readonly LabelMatcher[]): LabelTest {
  const tests = matchers.map(singleTest);
  return (labels) => tests.every((test) => test(labels));
}

function singleTest({ name, operator, value }: LabelMatcher): LabelTest {
  if (operator === '=') return (labels) => (labels[name] ?? '') === value;
  if (operator === '!=') return (labels) => (labels[name] ?? '') !== value;
  const pattern = new RegExp(`^(?:${value})$`, 's');
  const wanted = operator === '=~';
  // Few values recur in many series: each is tried once.
  const known = new Map<string, boolean>();
  return (labels) => {
    const text = labels[name] ?? '';
    let matches = known.get(text);
    if (matches === undefined) {
      matches = pattern.test(text);
      known.set(text, matches);
    }
    return matches === wanted;
  };
}
