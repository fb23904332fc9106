import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface Asked {
  readonly method: string;
  /** From the first slash, with its query. */
  readonly path: string;
  /** Lines of a bulk as text, as they are; everything else as JSON. */
  readonly body?: unknown;
  readonly authorization: string;
}

export interface Answer<Body = unknown> {
  readonly status: number;
  /** What its JSON says; the text when it is none, undefined when it is empty. */
  readonly body: Body;
}

const REQUEST_TIMEOUT_MS = 30_000;

/** One request on a connection of its own, which survives no restart of the server. */
export async function ask(url: string, ca: string | undefined, asked: Asked): Promise<Answer> {
  const { method, path, body, authorization } = asked;
  const isText = typeof body === 'string';
  const payload = body === undefined || isText ? body : JSON.stringify(body);
  const type = isText ? 'application/x-ndjson' : 'application/json';
  // Node tells the length of a body by itself, except for methods that seldom have one.
  const length = payload === undefined ? 0 : Buffer.byteLength(payload);
  const told = { 'content-type': type, 'content-length': length };
  const headers = { authorization, ...(payload !== undefined && told) };
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const options = {
    method,
    headers,
    agent: false as const,
    signal,
    ...(ca !== undefined && { ca }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = send(new URL(path, url), options, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    response.once('error', reject);
    response.once('end', () => {
      resolve({ status: response.statusCode ?? 0, body: parsed(text) });
    });
  });
  outgoing.once('error', reject).end(payload);
  return promise;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
