import type { ComponentChildren, JSX } from 'preact';
import type { WireAbout } from '../../../src/wire/index.ts';
import { setRange } from '../app/range.ts';
import type { ApiError } from '../data/fetch.ts';
import { useGet } from '../data/use-get.ts';
import { Command } from './command.tsx';

/** Nothing to show: says why, and what to do next. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Nothing has come in yet: the one command that changes it. */
export function SendHint(): JSX.Element | null {
  const { data } = useGet<WireAbout>('/api/about', 'about');
  if (data === undefined) return null;
  return (
    <>
      <p>Send a service’s data here, and it appears by itself:</p>
      <Command text={data.sendCommand} />
    </>
  );
}

/** Nothing in this range or under this filter. */
export function WiderHint({ filter }: { readonly filter?: () => void }): JSX.Element {
  return (
    <p>
      <button type="button" onClick={() => setRange('now-3h', 'now')}>
        Look at the last 3 hours
      </button>{' '}
      {filter === undefined ? null : (
        <button type="button" onClick={filter}>
          Drop the filter
        </button>
      )}
    </p>
  );
}

export function Problem({ error }: { readonly error: ApiError }): JSX.Element {
  return (
    <p class="notice problem" role="alert">
      {error.message}
    </p>
  );
}

/** What the reader should know about the figures beside it. */
export function Notice({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <p class="notice" role="note">
      <span>{children}</span>
    </p>
  );
}
