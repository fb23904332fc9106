// `npm run load`: more customers for the shop that runs, or other ones.
import { setTimeout as sleep } from 'node:timers/promises';
import { runningShops } from './faults/shop-folder.ts';
import { onLeave } from './leave.ts';
import { Load } from './traffic/load.ts';
import {
  OPEN_MAX,
  parseLoad,
  USAGE,
  UsageError,
  type LoadSettings,
} from './traffic/load-options.ts';
import { PROFILES } from './traffic/profiles.ts';
import { latencyOf, Report } from './traffic/report.ts';

const SECOND_MS = 1000;

function webOf({ url }: LoadSettings): string {
  const web = url ?? runningShops()[0]?.web;
  if (web !== undefined) return web;
  throw new Error('No shop runs. Start one in another terminal (npm start), or name a --url.');
}

async function run(settings: LoadSettings): Promise<void> {
  const web = webOf(settings);
  const { journeyOf, timesAt } = PROFILES[settings.profile];
  const all = new Report();
  let second = new Report();
  const load = new Load({
    web,
    journeyOf,
    openMax: OPEN_MAX,
    rateAt: (elapsedMs) => settings.rps * timesAt(elapsedMs / SECOND_MS / settings.seconds),
    onAnswer: (answer) => {
      all.add(answer);
      second.add(answer);
    },
  });
  const patience = new AbortController();
  const stopListening = onLeave(() => {
    patience.abort();
    load.stop();
  });
  console.log(`${settings.profile} at ${settings.rps} per second to ${web}`);
  for (let at = 1; at <= settings.seconds && !patience.signal.aborted; at += 1) {
    await sleep(SECOND_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    const [p95 = '-'] = second.percentiles(0.95);
    console.log(
      `${String(at).padStart(4)} s  ${second.counts}   p95 ${p95} ms   open ${load.open}`,
    );
    second = new Report();
  }
  await load.finish();
  stopListening();
  const skipped = load.skipped === 0 ? '' : `\nnot sent  ${load.skipped} (too many were open)`;
  console.log(`\nsent      ${load.sent}\nanswers   ${all.counts}${skipped}\n${latencyOf(all)}`);
}

try {
  const settings = parseLoad(process.argv.slice(2));
  if (settings === 'help') console.log(USAGE);
  else await run(settings);
} catch (error) {
  const { message } = error as Error;
  console.error(error instanceof UsageError ? `${message}\n\n${USAGE}` : message);
  process.exitCode = 1;
}
