// Values of 100 MB, and the ways on which an application may log them. `joins` marks those whose
// text V8 has to write out before anybody can read any of it.
export const LARGE_BYTES = 100_000_000;

const flat = () => Buffer.alloc(LARGE_BYTES, 'x').toString('latin1');
const numbers = () => Array.from({ length: LARGE_BYTES / 8 }).fill(1.5);
const texts = () => Array.from({ length: LARGE_BYTES / 1000 }).fill('y'.repeat(1000));
const keyed = () =>
  Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`key${at}`, at]));

const under = (log, given) => log.info({ given }, 'large');
const alone = (log, given) => log.info(given);

/** @typedef {{ name: string, make: () => any, log: Function, joins?: boolean }} Large */
/** @type {Large[]} */
export const LARGE = [
  { name: 'message', make: flat, log: alone },
  {
    name: 'message that V8 has yet to join',
    make: () => 'x'.repeat(LARGE_BYTES),
    log: alone,
    joins: true,
  },
  {
    name: 'message beyond Latin 1',
    make: () => Buffer.alloc(LARGE_BYTES, '\u4e00', 'utf16le').toString('utf16le'),
    log: alone,
  },
  {
    name: 'message full of quotes',
    make: () => Buffer.alloc(LARGE_BYTES, '"').toString('latin1'),
    log: alone,
  },
  { name: 'message by %s', make: flat, log: (log, text) => log.info('%s!', text) },
  { name: 'message by %j', make: texts, log: (log, list) => log.info('%j', list) },
  { name: 'text field', make: flat, log: under },
  {
    name: 'text field, nested',
    make: flat,
    log: (log, a) => log.info({ a: { b: { c: a } } }, 'x'),
  },
  { name: 'text under a contract field', make: flat, log: (log, id) => log.info({ user: { id } }) },
  { name: 'array of numbers', make: numbers, log: under },
  { name: 'array of texts', make: texts, log: under },
  { name: 'array as the object', make: numbers, log: alone },
  { name: 'bytes', make: () => Buffer.alloc(LARGE_BYTES), log: under },
  { name: 'bytes as the object', make: () => Buffer.alloc(LARGE_BYTES), log: alone },
  { name: 'boxed text', make: () => Object(flat()), log: under },
  { name: 'map', make: () => new Map(Object.entries(keyed())), log: under },
  { name: 'object with 200,000 keys', make: keyed, log: under },
  { name: 'error with such a message', make: () => new Error(flat()), log: alone, joins: true },
  { name: 'name of a field', make: () => ({ [flat()]: 1 }), log: alone },
  { name: 'binding of a child', make: flat, log: (log, a) => log.child({ a }).info('large') },
];
