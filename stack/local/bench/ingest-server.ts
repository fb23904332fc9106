import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  bulkHandler,
  IngestCounters,
  OtlpTaker,
  Scraper,
  startOtlpGrpc,
} from '../src/ingest/index.ts';
import { MemoryStore } from '../src/store/index.ts';

// The receiving side, a process of its own: the real store behind the wires. Told what to do by
// messages, so that its processor time can be told from that of the sender.
const store = new MemoryStore();
const counters = new IngestCounters();
const into = { store, counters };
const grpc = await startOtlpGrpc(new OtlpTaker(into), { port: 0, host: '127.0.0.1' });
const handle = bulkHandler(into);
const server = createServer((req, res) => {
  if (!handle(req, res)) res.writeHead(404).end();
});
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const scraper = new Scraper(into);

/** What the sending side asks for. */
export type Question =
  | { readonly ask: 'usage' }
  | { readonly ask: 'scrape'; readonly url: string; readonly intervalMs: number }
  | { readonly ask: 'end' };

/** What was taken so far, and what it cost. */
export interface Usage {
  readonly accepted: Readonly<Record<string, number>>;
  readonly refused: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  const accepted: Record<string, number> = {};
  let refused = 0;
  for (const { wire, accepted: count, refused: reasons } of counters.snapshot()) {
    accepted[wire] = (accepted[wire] ?? 0) + count;
    for (const one of Object.values(reasons)) refused += one;
  }
  const { rss: residentBytes } = process.memoryUsage();
  return { accepted, refused, cpuMs: (user + system) / 1000, residentBytes };
}

process.on('message', (question: Question) => {
  if (question.ask === 'usage') process.send?.(usage());
  else if (question.ask === 'scrape') {
    scraper.addTarget({ url: question.url, job: 'bench', intervalMs: question.intervalMs });
  } else process.exit(0);
});
process.on('disconnect', () => process.exit(0));
const { port } = server.address() as AddressInfo;
process.send?.({ grpcPort: grpc.port, httpPort: port });
