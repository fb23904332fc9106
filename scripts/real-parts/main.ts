import { isMissing, say, type Missing } from './cache.ts';
import { collectorBinary } from './collector.ts';
import { elasticsearchHome } from './elasticsearch.ts';
import { prometheusBinary } from './prometheus.ts';

const PARTS: Readonly<Record<string, () => Promise<object | Missing>>> = {
  elasticsearch: elasticsearchHome,
  prometheus: prometheusBinary,
  collector: collectorBinary,
};

/** Prepares the parts that are named, or all of them; prints where they are. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) {
    say(`no part ${unknown}; there are: ${Object.keys(PARTS).join(', ')}`);
    return 2;
  }
  let code = 0;
  for (const name of names.length > 0 ? names : Object.keys(PARTS)) {
    const part = await PARTS[name]?.();
    if (part === undefined || isMissing(part)) {
      say(part?.missing ?? `no part ${name}`);
      code = 1;
    } else {
      for (const path of Object.values(part)) process.stdout.write(`${String(path)}\n`);
    }
  }
  return code;
}

process.exitCode = await main(process.argv.slice(2));
