// A million values of one label by prom-client alone: what they take, and how long a page of them
// holds the event loop.
import client from 'prom-client';

const COUNT = 1_000_000;
const registry = new client.Registry();
const names = { name: 'calls_total', help: 'Calls.', labelNames: ['route'], registers: [registry] };
const counter = new client.Counter(names);
globalThis.gc();
const before = process.memoryUsage.rss();
for (let at = 0; at < COUNT; at += 1) counter.inc({ route: `/items/${at}` });
const grownBytes = process.memoryUsage.rss() - before;
const startedMs = performance.now();
const page = await registry.metrics();
const heldMs = performance.now() - startedMs;
process.send({ series: { count: COUNT, grownBytes, pageBytes: page.length, heldMs } });
