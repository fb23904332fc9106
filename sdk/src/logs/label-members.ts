import { LOG_FIELD } from '../contract/index.ts';
import { put, type LabelValue } from '../record/index.ts';

/** Free fields as members of a line: numbers apart from the rest, each only where there is one. */
export function labelMembers(given: Readonly<Record<string, LabelValue>>): string {
  const texts: Record<string, string | boolean> = {};
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'number') put(numbers, name, value);
    else put(texts, name, value);
  }
  let text = '';
  if (Object.keys(texts).length > 0) text += `,"${LOG_FIELD.labels}":${JSON.stringify(texts)}`;
  if (Object.keys(numbers).length > 0) {
    text += `,"${LOG_FIELD.numericLabels}":${JSON.stringify(numbers)}`;
  }
  return text;
}
