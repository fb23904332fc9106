import { get } from 'node:http';

const ACCEPT = {
  text: 'text/plain; version=0.0.4',
  openmetrics: 'application/openmetrics-text; version=1.0.0',
} as const;
export type Format = keyof typeof ACCEPT;

export interface Scrape {
  readonly body: string;
  readonly bytes: number;
  /** From the request to the last byte. */
  readonly durationMs: number;
}

/** One scrape of a service's metrics, as Prometheus makes it, without compression. */
export function scrape(port: number, format: Format): Promise<Scrape> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const options = { port, host: '127.0.0.1', path: '/metrics', agent: false };
    const request = get({ ...options, headers: { accept: ACCEPT[format] } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const durationMs = performance.now() - start;
        const body = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve({ body, bytes: body.length, durationMs });
        else reject(new Error(`/metrics answered ${response.statusCode}`));
      });
    });
    request.on('error', reject);
  });
}
