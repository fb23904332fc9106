// One of the large lines by pino alone; which one is told on the command line.
import { pino } from 'pino';
import { LARGE } from './large.mjs';
import { measured } from './measured.mjs';

const cases = LARGE.filter(({ name }) => name === process.argv[2]);
const log = pino({}, { write: () => undefined });
void measured(log, cases).then((costs) => process.send({ costs }));
