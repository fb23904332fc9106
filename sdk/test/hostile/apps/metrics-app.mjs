// An application whose own metrics are as bad as prom-client lets them be.
import 'sightline/register';
import http from 'node:http';
import { Counter, Gauge, register } from 'prom-client';

const NASTY = 'quote " backslash \\ newline \n tab \t nul \0 snowman ☃ lone \uD800 }';

new Counter({ name: 'app_good_total', help: 'Good.' }).inc(5);
new Gauge({ name: 'app_nasty', help: `Nasty: ${NASTY}`, labelNames: ['text'] }).set(
  { text: NASTY },
  Number.NaN,
);
new Gauge({ name: 'app_infinite', help: 'Endless.' }).set(Infinity);

/** prom-client itself refuses `{}` once Object.prototype is extended. */
const NO_LABELS = Object.create(null);
let mood = 'bad';
new Gauge({
  name: 'app_throwing',
  help: 'Throws while the mood is bad.',
  collect() {
    if (mood === 'bad') throw new Error('no connection to the database');
    this.set(NO_LABELS, 1);
  },
});
const waiting = [];
new Gauge({
  name: 'app_hanging',
  help: 'Does not come back while the mood is bad.',
  async collect() {
    if (mood === 'bad') await new Promise((resolve) => waiting.push(resolve));
    this.set(NO_LABELS, 2);
  },
});
register.registerMetric({ name: 'not a name\nfake 1', get: () => ({ values: [] }) });
register.registerMetric({
  name: 'app_odd',
  get: () => ({ name: 'app_odd', help: 7, type: 'gauge', values: undefined }),
});
register.registerMetric({
  get name() {
    return 'app_sour';
  },
  get() {
    throw Object.create(null);
  },
});
// Libraries that extend built-in prototypes exist.
const extension = { value: 'by the application', enumerable: true, configurable: true };
// oxlint-disable-next-line no-extend-native -- the fault that is played
Object.defineProperty(Object.prototype, 'extended', extension);

/** What prom-client itself says, or that it does not. */
async function raw() {
  const late = new Promise((resolve) => {
    setTimeout(resolve, 1000, 'hangs').unref();
  });
  return Promise.race([
    register.metrics().catch((error) => `rejects: ${String(error?.message)}`),
    late,
  ]);
}

async function answer(req, res) {
  if (req.url === '/better') {
    mood = 'good';
    for (const resolve of waiting.splice(0)) resolve();
  }
  res.end(req.url === '/raw' ? await raw() : String(waiting.length));
}

const server = http.createServer((req, res) => void answer(req, res));
server.listen(0, '127.0.0.1', () => {
  process.send({ fixture: 'listening', port: server.address().port });
});
