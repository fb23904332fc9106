import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ScrapeJob, Secret } from './job.ts';

/** A larger exposition, on the wire or inflated, fails the scrape. */
export const SCRAPE_BODY_BYTES_MAX = 64 * 1024 * 1024;

export interface Exposition {
  readonly text: string;
  readonly isOpenMetrics: boolean;
  readonly bytes: number;
}

const ACCEPT =
  'application/openmetrics-text;version=1.0.0;q=0.8,' +
  'application/openmetrics-text;version=0.0.1;q=0.7,' +
  'text/plain;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

const inflate = promisify(gunzip);

/** Asks the targets of one job, with its authorization and TLS. */
export class ScrapeClient {
  readonly #job: ScrapeJob;
  readonly #http = new HttpAgent({ keepAlive: true, maxFreeSockets: 1 });
  #https: HttpsAgent | undefined;

  constructor(job: ScrapeJob) {
    this.#job = job;
  }

  /**
   * One scrape. Redirects are not followed.
   * @throws Error with the reason in words; after `timeoutMs`, or when `stopped` is aborted, at the
   *   latest.
   */
  async fetch(url: string, timeoutMs: number, stopped: AbortSignal): Promise<Exposition> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([timeout, stopped]);
    try {
      const response = await this.#request(url, timeoutMs, signal);
      return await this.#read(response);
    } catch (error) {
      if (timeout.aborted) throw new Error(`no answer within ${timeoutMs} ms`, { cause: error });
      throw error;
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https?.destroy();
  }

  async #request(url: string, timeoutMs: number, signal: AbortSignal): Promise<IncomingMessage> {
    const isHttps = url.startsWith('https:');
    const headers: Record<string, string> = {
      accept: ACCEPT,
      'accept-encoding': 'gzip',
      'user-agent': 'sightline-local',
      'x-prometheus-scrape-timeout-seconds': String(timeoutMs / 1000),
    };
    const authorization = await this.#authorization();
    if (authorization !== undefined) headers['authorization'] = authorization;
    const agent = isHttps ? (this.#https ??= await this.#secureAgent()) : this.#http;
    return new Promise((resolve, reject) => {
      const send = isHttps ? httpsRequest : httpRequest;
      const request = send(url, { agent, headers, signal }, resolve);
      request.on('error', reject);
      request.end();
    });
  }

  async #read(response: IncomingMessage): Promise<Exposition> {
    const { statusCode = 0, statusMessage = '' } = response;
    if (statusCode !== 200) {
      response.resume();
      const redirect = statusCode >= 300 && statusCode < 400 ? '; redirects are not followed' : '';
      throw new Error(`server returned HTTP status ${statusCode} ${statusMessage}${redirect}`);
    }
    const isOpenMetrics = this.#isOpenMetrics(response);
    const max = this.#job.bodySizeLimit || SCRAPE_BODY_BYTES_MAX;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes > max) throw new Error(`body size limit exceeded: more than ${max} bytes`);
      chunks.push(chunk as Buffer);
    }
    let body: Buffer = Buffer.concat(chunks, bytes);
    if (response.headers['content-encoding'] === 'gzip') body = await inflated(body, max);
    return { text: body.toString('utf8'), isOpenMetrics, bytes: body.length };
  }

  #isOpenMetrics(response: IncomingMessage): boolean {
    const given = response.headers['content-type'] ?? '';
    const type = given.split(';', 1)[0]?.trim().toLowerCase();
    if (type === 'application/openmetrics-text') return true;
    if (type === 'text/plain') return false;
    const { fallback } = this.#job;
    if (fallback !== undefined) return fallback === 'openmetrics';
    response.destroy();
    const fix = 'set fallback_scrape_protocol if the target cannot be changed';
    throw new Error(`content-type "${given}" is no exposition; ${fix}`);
  }

  async #authorization(): Promise<string | undefined> {
    const { auth } = this.#job;
    if (auth === undefined) return undefined;
    if (auth.kind === 'token') return `${auth.type} ${await secretText(auth.credentials)}`;
    const pair = `${await secretText(auth.username)}:${await secretText(auth.password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }

  async #secureAgent(): Promise<HttpsAgent> {
    const { caFile, certFile, keyFile, serverName, insecureSkipVerify } = this.#job.tls;
    const read = (file: string | undefined) => (file === undefined ? undefined : readFile(file));
    const [ca, cert, key] = await Promise.all([read(caFile), read(certFile), read(keyFile)]);
    return new HttpsAgent({
      keepAlive: true,
      maxFreeSockets: 1,
      rejectUnauthorized: !insecureSkipVerify,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    });
  }
}

async function inflated(body: Buffer, max: number): Promise<Buffer> {
  try {
    return await inflate(body, { maxOutputLength: max });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_BUFFER_TOO_LARGE')
      throw new Error(`not gzip as its header says: ${message}`, { cause: error });
    throw new Error(`body size limit exceeded: more than ${max} bytes`, { cause: error });
  }
}

async function secretText(secret: Secret): Promise<string> {
  return 'text' in secret ? secret.text : (await readFile(secret.file, 'utf8')).trim();
}
