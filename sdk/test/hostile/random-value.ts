import type { Random } from '../support/random.ts';

const NAMES = [
  ['__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'length', 'then'],
  ['err', 'error', 'labels', 'numeric_labels', 'http', 'url', 'user', 'client', 'message'],
  ['@timestamp', 'log', 'event', 'trace', 'service', 'password', 'id', 'request', 'method'],
  ['', '.', 'a..b', '\0', '\uD800', ' ', '%s', '"', '\n'],
].flat();
const DEPTH_MAX = 5;

type Maker = (random: Random, depth: number) => unknown;

const boom = (): never => {
  throw new Error('thrown by the value itself');
};

const LEAVES: readonly Maker[] = [
  (random) => random.text(random.below(20)),
  (random) => random.text(2).repeat(random.below(5000)),
  (random) => random.pick(NAMES),
  (random) => random.below(2 ** 31) - 2 ** 30,
  (random) => random.pick([Number.NaN, Infinity, -0, 1e308, 5e-324, 2 ** 53]),
  (random) => random.pick([true, false, null, undefined]),
  (random) => BigInt(random.below(2 ** 31)) ** BigInt(random.below(200)),
  () => Symbol('s'),
  () => boom,
  (random) => new Date(random.pick([Number.NaN, 0, 8.64e15])),
  (random) => random.bytes(random.below(50)),
  (random) => new Float64Array(random.below(50)),
];

const BRANCHES: readonly Maker[] = [
  (random, depth) => fields(random, depth, {}),
  (random, depth) => fields(random, depth, Object.create(null) as object),
  (random, depth) => Array.from({ length: random.below(8) }, () => randomValue(random, depth + 1)),
  (random, depth) => new Map([[randomValue(random, depth + 1), randomValue(random, depth + 1)]]),
  (random, depth) => new Set([randomValue(random, depth + 1)]),
  (random, depth) => fields(random, depth, new Error(random.text(random.below(50)))),
  (random, depth) => new Error('outer', { cause: randomValue(random, depth + 1) }),
  (random, depth) => ({ toJSON: () => randomValue(random, depth + 1) }),
  (random, depth) => new Proxy(Object(randomValue(random, depth + 1)) as object, {}),
  (random) => new Proxy({}, { [random.pick(TRAPS)]: boom }),
  (random, depth) => circular(random, depth),
];
const TRAPS = ['get', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'has'];

/** The next value of a seeded sequence that somebody could hand to a logger. */
export function randomValue(random: Random, depth = 0): unknown {
  const isLeaf = depth >= DEPTH_MAX || random.below(3) === 0;
  return random.pick(isLeaf ? LEAVES : BRANCHES)(random, depth);
}

function fields(random: Random, depth: number, into: object): object {
  for (let count = random.below(6); count > 0; count -= 1) {
    const name =
      random.below(3) === 0 ? random.text(1).repeat(random.below(300)) : random.pick(NAMES);
    const value = randomValue(random, depth + 1);
    const isGetter = random.below(12) === 0;
    const read = random.below(2) === 0 ? boom : (): unknown => value;
    Object.defineProperty(into, name, {
      ...(isGetter ? { get: read } : { value }),
      enumerable: true,
      configurable: true,
    });
  }
  return into;
}

function circular(random: Random, depth: number): object {
  const value = fields(random, depth, {}) as Record<string, unknown>;
  value['self'] = value;
  value['list'] = [value, value];
  return value;
}
