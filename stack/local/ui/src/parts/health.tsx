import type { JSX } from 'preact';
import type { Health } from '../../../src/wire/index.ts';

/** A shape of its own for each state, beside colour and word. */
const SHAPES: Readonly<Record<Health, JSX.Element>> = {
  ok: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  degraded: <path d="M5 .8L9.6 9H.4z" fill="currentColor" />,
  failing: <path d="M3 .5h4L9.5 3v4L7 9.5H3L.5 7V3z" fill="currentColor" />,
  quiet: <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" />,
};

export function HealthMark({ health }: { readonly health: Health }): JSX.Element {
  return (
    <span class={`health ${health}`}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        {SHAPES[health]}
      </svg>
      {health}
    </span>
  );
}
