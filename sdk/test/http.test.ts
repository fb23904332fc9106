import { afterAll } from 'vitest';
import { makeCertificate } from './support/certificate.ts';
import { HTTP_ROWS } from './support/rows.ts';
import { describeTable, type Row } from './support/table.ts';

const certificate = makeCertificate();
afterAll(() => certificate.remove());

const tls = {
  protocol: 'https',
  env: { FIXTURE_TLS_KEY: certificate.keyFile, FIXTURE_TLS_CERT: certificate.certFile },
} as const;
const secure = (row: Row): Row => ({ ...row, expected: { ...row.expected, scheme: 'https' } });

describeTable('node:http', () => ({ file: 'http.mjs' }), HTTP_ROWS);
describeTable('node:http by require', () => ({ file: 'http.cjs' }), HTTP_ROWS.slice(0, 3));
describeTable('node:https', () => ({ file: 'https.mjs', ...tls }), HTTP_ROWS.map(secure));
// A client that speaks HTTP/1.1 to a server that would rather speak HTTP/2.
describeTable(
  'node:http2, by HTTP/1.1',
  () => ({ file: 'http2.mjs', ...tls }),
  HTTP_ROWS.slice(0, 3).map(secure),
);
