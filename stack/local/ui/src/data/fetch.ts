import { signal } from '@preact/signals';
import type { WireProblem } from '../../../src/wire/index.ts';

/** Requests on their way: a live page does not ask again before it has its answers. */
export const inFlight = signal(0);
/** The server answered 401: the page shows the form for the token. */
export const needsToken = signal(false);
/** The last request did not reach the server. */
export const unreachable = signal(false);

const TIMEOUT_MS = 30_000;

/** An answer that is no data: what the server says is wrong, or that it did not answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly position: number | undefined;

  constructor(status: number, message: string, position?: number) {
    super(message);
    this.status = status;
    this.position = position;
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const fallback = `The server answered ${response.status} ${response.statusText}`;
  try {
    const problem = (await response.json()) as Partial<WireProblem>;
    return new ApiError(response.status, problem.error ?? fallback, problem.position);
  } catch {
    return new ApiError(response.status, fallback);
  }
}

async function ask(url: string, stop: AbortSignal): Promise<Response> {
  try {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { signal: AbortSignal.any([stop, timeout]) });
    unreachable.value = false;
    return response;
  } catch (error) {
    if (stop.aborted) throw error;
    unreachable.value = true;
    throw new ApiError(0, 'The local stack does not answer. Is it still running?');
  }
}

/** JSON from the server, or an `ApiError`. */
export async function getJson<T>(url: string, stop: AbortSignal): Promise<T> {
  inFlight.value++;
  try {
    const response = await ask(url, stop);
    if (response.status === 401) needsToken.value = true;
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as T;
  } finally {
    inFlight.value--;
  }
}

/** Sends the token; the server sets a cookie when it is right. */
export async function logIn(token: string): Promise<ApiError | undefined> {
  const response = await fetch('/api/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return response.ok ? undefined : problemOf(response);
}
