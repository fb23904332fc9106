// The hostile values by pino alone, on the ways that it has. Two of them keep it busy without end
// and are left out.
import { pino } from 'pino';
import { VALUES } from './values.mjs';
import { WAYS } from './ways.mjs';

const ENDLESS = new Set(['dense', 'array with holes']);
const counts = { calls: 0, threw: 0, noJson: 0, noText: 0, polluted: 0 };
let written = [];
const log = pino({}, { write: (line) => written.push(line) });

function look(line) {
  try {
    const { msg } = JSON.parse(line);
    if (msg !== undefined && typeof msg !== 'string') counts.noText += 1;
  } catch {
    counts.noJson += 1;
  }
}

for (const { name, make } of VALUES) {
  if (ENDLESS.has(name)) continue;
  for (const call of Object.values(WAYS)) {
    counts.calls += 1;
    try {
      call(log, make());
    } catch {
      counts.threw += 1;
    }
    written.forEach(look);
    written = [];
  }
}
counts.polluted = Object.keys(Object.prototype).length;
process.send({ counts });
