import type { Random } from './random.ts';

type Maker = (random: Random) => string | Buffer;

const PATHS = [
  '/metrics',
  '/livez',
  '/readyz',
  '/status',
  '/loglevel',
  '/debug/x',
  '/',
  '/nothing',
];
const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT'];
const END = '\r\n\r\n';
/** Bodies that are JSON, and no wish for a level. */
const BODIES = [
  '{"__proto__":{"level":"debug"},"expires":"1s"}',
  '{"constructor":{"prototype":{"level":"debug"}}}',
  '{"level":["debug"],"expires":{"toString":1}}',
  '{"level":"debug","expires":"999999h"}',
  '{"level":"debug","expires":-1}',
  '{"level":"toString"}',
  '"debug"',
  'null',
  '[]',
  '1e999',
];

const request = (line: string, ...headers: string[]): string =>
  [line, 'Host: x', ...headers].join('\r\n') + END;
const target = (random: Random): string => random.pick(PATHS);
const repeated = (unit: string, random: Random, most: number): string =>
  unit.repeat(1 + random.below(most));

/** Ways in which a request can be wrong, from line noise to well-formed nonsense. */
const MAKERS: readonly Maker[] = [
  (random) => random.bytes(1 + random.below(300)),
  (random) => `${random.text(30)}${END}`,
  (random) => request(`${random.text(8)} ${target(random)} HTTP/1.1`),
  (random) => request(`GET ${target(random)} HTTP/${random.text(3)}`),
  (random) => request(`GET ${target(random)}`),
  (random) => request(`GET /${repeated('a', random, 40_000)} HTTP/1.1`),
  (random) => request(`GET ${target(random)}?${random.text(200)} HTTP/1.1`),
  (random) => request(`GET ${target(random)}/../${random.text(20)} HTTP/1.1`),
  (random) => request(`GET ${target(random)}%${random.text(2)}%zz%00 HTTP/1.1`),
  (random) => request(`GET http://[${random.text(5)}]:99999${target(random)} HTTP/1.1`),
  (random) => request(`${random.pick(METHODS)} ${target(random)} HTTP/1.1`),
  (random) => request(`${random.pick(METHODS)} * HTTP/1.1`),
  (random) => `GET ${target(random)} HTTP/1.1${END}`,
  (random) => request(`GET ${target(random)} HTTP/1.1`, `no colon ${random.text(20)}`),
  (random) => request(`GET ${target(random)} HTTP/1.1`, `X-A: ${random.text(9)}\0\x01`),
  (random) => request(`GET ${target(random)} HTTP/1.1`, ...manyHeaders(random, 300)),
  (random) => request(`GET ${target(random)} HTTP/1.1`, ...manyHeaders(random, 3000)),
  (random) => request(`GET ${target(random)} HTTP/1.1`, `X-A: ${repeated('a', random, 30_000)}`),
  (random) => request(`GET ${target(random)}?${repeated('a=1&', random, 20_000)} HTTP/1.1`),
  (random) => request(`GET ${target(random)} HTTP/1.1`, `Host: ${random.text(30)}`),
  (random) => request(`GET ${target(random)} HTTP/1.1`, 'Range: bytes=9-1', 'If-Match: *'),
  (random) => request(`GET ${target(random)} HTTP/1.1`, `Accept: ${random.text(400)}`),
  (random) => request(`GET ${target(random)} HTTP/1.1`, `Accept: ${accepts(random)}`),
  (random) => request(`GET ${target(random)} HTTP/1.1`, `Authorization: ${random.text(60)}`),
  (random) => request(`GET ${target(random)} HTTP/1.1`, `Authorization: Bearer ${random.text(60)}`),
  (random) => request(`GET ${target(random)} HTTP/1.1`, 'Content-Length: -1'),
  (random) =>
    request(`PUT ${target(random)} HTTP/1.1`, 'Content-Length: 3', 'Transfer-Encoding: chunked'),
  (random) => request(`PUT ${target(random)} HTTP/1.1`, 'Transfer-Encoding: chunked') + 'zz\r\n',
  (random) => put(random, random.text(1 + random.below(500))),
  (random) => put(random, random.bytes(1 + random.below(500)).toString('latin1')),
  (random) => put(random, JSON.stringify({ level: random.text(8), [random.text(4)]: 1e308 })),
  (random) => put(random, `${repeated('[', random, 20_000)}`),
  (random) => put(random, random.pick(BODIES)),
  (random) => chunked(random),
  (random) => put(random, `{"level":"${repeated('x', random, 100_000)}"}`),
  () => request('GET /metrics HTTP/1.1', 'Expect: 100-continue'),
  (random) =>
    request(`GET ${target(random)} HTTP/1.1`, 'Upgrade: websocket', 'Connection: Upgrade'),
  () => `PRI * HTTP/2.0${END}SM${END}`,
  (random) => Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0, 1]), random.bytes(200)]),
  (random) => request(`GET ${target(random)} HTTP/1.1`).repeat(1 + random.below(20)),
  (random) => request(`GET ${target(random)} HTTP/1.1`).slice(0, 1 + random.below(30)),
];

/** The next malformed request of a seeded sequence. */
export function malformed(random: Random): Buffer {
  const made = random.pick(MAKERS)(random);
  return typeof made === 'string' ? Buffer.from(made, 'latin1') : made;
}

function manyHeaders(random: Random, most: number): string[] {
  const text = random.text(20);
  return Array.from({ length: random.below(most) }, (_, at) => `X-${at}: ${text}`);
}

/** A body in chunks whose lengths lie, with trailers that nobody announced. */
function chunked(random: Random): string {
  const chunk = (): string =>
    `${random.pick([random.below(64).toString(16), 'fffffffff', '-1', '0x5', ''])};a=b\r\n` +
    `${random.text(random.below(40))}\r\n`;
  const chunks = Array.from({ length: 1 + random.below(5) }, chunk).join('');
  const head = request(`PUT ${target(random)} HTTP/1.1`, 'Transfer-Encoding: chunked');
  return `${head}${chunks}0\r\nX-Trailer: ${random.text(9)}${END}`;
}

function accepts(random: Random): string {
  const types = ['application/openmetrics-text', 'text/plain', '*/*', 'text/html', ''];
  const quality = (): string => random.pick(['', ';q=0', ';q=2', ';q=x', `;q=${random.next()}`]);
  return Array.from({ length: random.below(9) }, () => random.pick(types) + quality()).join(',');
}

function put(random: Random, body: string): string {
  const length = Buffer.byteLength(body, 'latin1') + random.pick([0, 0, 0, -1, 5]);
  const lines = ['Content-Type: application/json', `Content-Length: ${length}`];
  return request(`${random.pick(['PUT', 'POST'])} ${target(random)} HTTP/1.1`, ...lines) + body;
}
