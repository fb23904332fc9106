// Values that an application can hand to a logger and that are not what they seem: each with a
// name, made anew for every use.

const boom = () => {
  throw new Error('thrown by the value itself');
};
const TRAPS = Object.getOwnPropertyNames(Reflect).filter((name) => name !== 'toString');

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function nested(levels, wrap) {
  let value = 'bottom';
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
}

/** Hundred references to one object, five times over: ten thousand million paths, 500 objects. */
function dense() {
  const widen = (value) =>
    Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`k${at}`, value]));
  return nested(5, widen);
}

function circular() {
  const value = { name: 'self' };
  value.self = value;
  value.list = [value, value];
  value.map = new Map([[value, value]]);
  return value;
}

/** Own keys that a careless copy would write to the prototype of all objects. */
const POLLUTION =
  '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},' +
  '"prototype":{"polluted":"yes"},"toString":"no function","hasOwnProperty":1}';

class Subclass extends Error {
  constructor(fields) {
    super('the message');
    for (const [key, value] of Object.entries(fields)) {
      Object.defineProperty(this, key, typeof value === 'function' ? { get: value } : { value });
    }
  }
}

function cyclicCause() {
  const first = new Error('first');
  const second = new Error('second', { cause: first });
  first.cause = second;
  return first;
}

const ERRORS = {
  'error with a cyclic cause': cyclicCause,
  'error whose message throws': () => new Subclass({ message: boom }),
  'error whose name throws': () => new Subclass({ name: boom }),
  'error whose stack throws': () => new Subclass({ stack: boom }),
  'error whose cause throws': () => new Subclass({ cause: boom }),
  'error whose code throws': () => new Subclass({ code: boom }),
  'error whose cause is a revoked proxy': () => new Error('outer', { cause: revoked() }),
  'error whose message is a symbol': () => new Subclass({ message: Symbol('m') }),
  'error whose message is an object': () => new Subclass({ message: circular() }),
  'error whose name is a symbol': () => new Subclass({ name: Symbol('n') }),
  'error whose stack is a number': () => new Subclass({ stack: 7 }),
  'error without a prototype': () => Object.setPrototypeOf(new Error('bare'), null),
  'error that is aggregated with itself': () => {
    const error = new AggregateError([], 'many');
    error.errors.push(error, revoked(), circular());
    return error;
  },
  'error whose constructor throws': () => new Subclass({ constructor: boom }),
  'object that says it is an error': () => ({ [Symbol.toStringTag]: 'Error', message: 5 }),
  'proxy of an error, all traps throw': () => new Proxy(new Error('inner'), throwing()),
};

function throwing() {
  return Object.fromEntries(TRAPS.map((trap) => [trap, boom]));
}

const OBJECTS = {
  circular,
  dense,
  'getter that throws': () => ({
    before: 'kept',
    get broken() {
      return boom();
    },
    after: 'kept too',
  }),
  'getters that pino asks for throw': () => ({
    get method() {
      return boom();
    },
    get err() {
      return boom();
    },
    get message() {
      return boom();
    },
    get headers() {
      return boom();
    },
  }),
  'proxy, all traps throw': () => new Proxy({}, throwing()),
  'proxy, revoked': revoked,
  'proxy with keys that are not there': () =>
    new Proxy(
      {},
      {
        ownKeys: () => ['a', 'b'],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
        get: boom,
      },
    ),
  'proxy of an endless object': () => {
    const handler = { get: () => endless, getOwnPropertyDescriptor: () => DESCRIPTOR };
    const endless = new Proxy({}, { ...handler, ownKeys: () => ['more', 'and'] });
    return endless;
  },
  'symbol keys': () => ({ [Symbol('hidden')]: 1, shown: Symbol('value') }),
  '10,000 keys': () =>
    Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`key${at}`, at])),
  'nested 10,000 levels': () => nested(10_000, (inner) => ({ inner })),
  'array nested 10,000 levels': () => nested(10_000, (inner) => [inner]),
  'pollution keys from JSON': () => JSON.parse(POLLUTION),
  'pollution keys, nested': () => ({ user: JSON.parse(POLLUTION), http: JSON.parse(POLLUTION) }),
  'pollution keys in labels': () => ({ labels: JSON.parse(POLLUTION) }),
  'pollution keys in numeric_labels': () => ({
    numeric_labels: JSON.parse('{"__proto__":5,"constructor":6}'),
  }),
  'toJSON that throws': () => ({ toJSON: boom }),
  'toJSON that returns itself': () => {
    const value = { toJSON: () => value };
    return value;
  },
  'toJSON that returns a function': () => ({ toJSON: () => () => 1 }),
  'toJSON that is a getter that throws': () => ({
    get toJSON() {
      return boom();
    },
  }),
  'big integers': () => ({ small: 1n, negative: -(2n ** 70n), huge: 2n ** 4_000_000n }),
  'numbers that JSON has not': () => ({ nan: NaN, inf: Infinity, minus: -0 }),
  dates: () => ({ invalid: new Date(NaN), far: new Date(8.64e15), now: new Date(0) }),
  'typed arrays': () => ({
    bytes: new Uint8Array(1e6),
    floats: new Float64Array(1000),
    shared: new Uint8Array(new SharedArrayBuffer(1000)),
    buffer: Buffer.alloc(100_000),
    raw: new ArrayBuffer(1000),
    view: new DataView(new ArrayBuffer(8)),
    big: new BigInt64Array(10),
  }),
  'maps and sets': () => ({
    map: new Map([
      [{ key: 1 }, 'object key'],
      [Symbol('s'), 'symbol key'],
      [null, 'null key'],
      [Object.create(null), 'bare key'],
    ]),
    set: new Set([1, { a: 2 }, new Set([3])]),
    weak: new WeakMap(),
  }),
  'lone surrogates and NUL': () => ({
    'nul\0key': 'nul\0value',
    '\uD800key': '\uDFFFvalue',
    control: '\u0001\u001F\u007F\u2028\u2029\n\r\t"\\',
  }),
  'keys of every kind': () => ({
    '': 'empty',
    '.': 1,
    'a..b': 2,
    '.c': 3,
    '*': 4,
    '@timestamp': 5,
  }),
  'contract fields of other types': () => ({
    '@timestamp': 'never',
    log: { level: 'fatal', logger: 'hostile' },
    message: { not: 'a text' },
    ecs: { version: 'none' },
    service: { name: 'another' },
    process: { pid: 1 },
    host: 'another',
    trace: { id: 'none' },
    span: { id: 'none' },
    event: { id: 'none', sequence: -1, dataset: 'none' },
    error: 'a text',
    http: 'a text',
    url: ['a', 'list'],
    client: null,
    user: 7,
    labels: 'a text',
    numeric_labels: ['a', 'list'],
  }),
  'contract leaves of other types': () => ({
    http: { request: { method: 7, body: 'x' }, response: { status_code: 'x' }, version: {} },
    url: { path: { a: 1 }, full: ['x'] },
    user: { id: 7, name: { first: 'a' } },
    numeric_labels: { text: 'x', nan: NaN },
    labels: { deep: { deeper: { deepest: {} } } },
  }),
  'functions and classes': () => ({ fn: boom, klass: Subclass, async: async () => 1, gen: boom }),
  'boxed values': () => ({
    text: Object('boxed'),
    number: Object(5),
    symbol: Object(Symbol('x')),
    bigint: Object(5n),
  }),
  'regular expression and promise': () => ({
    re: /x/u,
    promise: Promise.resolve(1),
    url: new URL('http://a/'),
  }),
  'object without a prototype': () => Object.assign(Object.create(null), { a: 1, toString: 5 }),
  'array as the object': () => [1, 'two', { three: 3 }],
  'typed array as the object': () => new Uint8Array(100_000),
  'map as the object': () => new Map([['a', 1]]),
  'date as the object': () => new Date(NaN),
  'array with holes': () => Object.assign([], { 4_000_000_000: 'far', length: 4_100_000_000 }),
  'array whose methods throw': () =>
    Object.assign([1, 2], { slice: boom, map: boom, [Symbol.iterator]: boom }),
  'object with a hostile tag': () => ({
    get [Symbol.toStringTag]() {
      return boom();
    },
  }),
  'object that will not become text': () => ({ toString: boom, valueOf: boom }),
};

const DESCRIPTOR = { enumerable: true, configurable: true, writable: true, value: 1 };

const PRIMITIVES = {
  undefined: () => undefined,
  null: () => null,
  symbol: () => Symbol('s'),
  function: () => boom,
  'big integer': () => 5n,
  number: () => 7,
  'no number': () => NaN,
  boolean: () => false,
  'empty text': () => '',
  'text with NUL and lone surrogates': () => 'a\0b\uD800c\uDFFF',
  'text that looks like JSON': () => '"},{"__proto__":{"polluted":"yes"}}\n{"injected":true}',
};

const rows = (table, kind) => Object.entries(table).map(([name, make]) => ({ name, kind, make }));

/** Every value with a name and a kind. */
export const VALUES = [
  ...rows(OBJECTS, 'object'),
  ...rows(ERRORS, 'error'),
  ...rows(PRIMITIVES, 'primitive'),
];

export { POLLUTION };
