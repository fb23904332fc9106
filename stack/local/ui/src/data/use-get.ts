import { useEffect, useState } from 'preact/hooks';
import { ApiError, getJson } from './fetch.ts';

export interface Answer<T> {
  /** The last good answer; stays while the next one is on its way. */
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
}

interface Held<T> {
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly url: string | null;
  readonly about: string;
}

/** What an answer is about: the same thing in another time range replaces it without a flicker. */
function subject(url: string | null): string {
  return url?.split('?')[0] ?? '';
}

/**
 * Asks the server, again whenever the address changes. Data of another subject (another path,
 * unless `about` names it) is not shown in the meantime. `null` asks nothing.
 */
export function useGet<T>(url: string | null, about: string = subject(url)): Answer<T> {
  const [held, setHeld] = useState<Held<T>>({
    data: undefined,
    error: undefined,
    url: null,
    about,
  });
  useEffect(() => {
    if (url === null) return undefined;
    const stop = new AbortController();
    getJson<T>(url, stop.signal).then(
      (data) => {
        if (!stop.signal.aborted) setHeld({ data, error: undefined, url, about });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const known = error instanceof ApiError ? error : new ApiError(0, String(error));
        setHeld((old) => {
          const data = old.about === about && known.status === 0 ? old.data : undefined;
          return { data, error: known, url, about };
        });
      },
    );
    return () => stop.abort();
  }, [url, about]);
  const mine = held.about === about;
  return {
    data: mine ? held.data : undefined,
    error: mine && held.url === url ? held.error : undefined,
    loading: url !== null && held.url !== url,
  };
}
