// `npm run fault`: lets something go wrong in the shop that runs, and makes it good again.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAULT_NAMES, FAULTS, isFaultName, type FaultName } from './faults/catalogue.ts';
import { runningShops, type RunningShop } from './faults/shop-folder.ts';

const USAGE = `Usage: npm run fault -- list | on NAME | off [NAME] [--shop PID]

Switches faults of the shop that \`npm start\` runs; services notice within half a second.
\`off\` without a name switches off all of them.

  --shop PID   which one, when several run (default: the one that was started last)
`;
const NO_SHOP = 'No shop runs. Start one in another terminal: npm start';

class UsageError extends Error {}

function shopOf(pid: string | undefined): RunningShop | undefined {
  const shops = runningShops();
  if (pid === undefined) return shops[0];
  const found = shops.find((shop) => String(shop.pid) === pid);
  if (found !== undefined) return found;
  const others = shops.map((shop) => shop.pid).join(', ') || 'none';
  throw new UsageError(`--shop: no shop runs as process ${pid}. Those that do: ${others}`);
}

function list(shop: RunningShop | undefined): string {
  const on = shop === undefined ? [] : readdirSync(shop.faultsFolder);
  const width = Math.max(...FAULT_NAMES.map((name) => name.length));
  const lines = FAULT_NAMES.map((name) => {
    return `  ${on.includes(name) ? 'on ' : 'off'}  ${name.padEnd(width)}  ${FAULTS[name]}`;
  });
  const head = shop === undefined ? NO_SHOP : `The shop at ${shop.web} (process ${shop.pid})`;
  return [head, '', ...lines].join('\n');
}

function change(shop: RunningShop, what: 'on' | 'off', name: FaultName | undefined): string {
  const { faultsFolder: folder } = shop;
  if (name === undefined) {
    if (what === 'on') throw new UsageError('on: which fault?');
    for (const each of readdirSync(folder)) rmSync(join(folder, each), { force: true });
    return 'All faults are off.';
  }
  if (what === 'on') writeFileSync(join(folder, name), '');
  else rmSync(join(folder, name), { force: true });
  return what === 'on' ? `On: ${name}. ${FAULTS[name]}.` : `Off: ${name}.`;
}

function run(args: string[]): string {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { shop: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const [what, name, ...rest] = positionals;
  if (values.help === true) return USAGE;
  const shop = shopOf(values.shop);
  if (what === 'list' && name === undefined) return list(shop);
  if ((what !== 'on' && what !== 'off') || rest.length > 0) {
    throw new UsageError(what === undefined ? 'What is to be done?' : `Not understood: ${what}`);
  }
  if (name !== undefined && !isFaultName(name)) {
    throw new UsageError(`"${name}" is no fault. There are: ${FAULT_NAMES.join(', ')}`);
  }
  if (shop === undefined) throw new Error(NO_SHOP);
  return change(shop, what, name);
}

try {
  console.log(run(process.argv.slice(2)));
} catch (error) {
  const isUsage = error instanceof UsageError || error instanceof TypeError;
  console.error((error as Error).message + (isUsage ? `\n\n${USAGE}` : ''));
  process.exitCode = 1;
}
