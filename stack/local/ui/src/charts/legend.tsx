import type { JSX } from 'preact';
import type { Line } from './series.ts';

/** Names of the lines of a chart. */
export function Legend({ lines }: { readonly lines: readonly Line[] }): JSX.Element {
  return (
    <div class="legend">
      {lines.map(({ label, colour, dash }) => (
        <span key={label}>
          <svg width="16" height="8" aria-hidden="true">
            <path
              d="M0 4h16"
              stroke-width="2"
              stroke-dasharray={dash?.join(' ') ?? ''}
              style={{ stroke: `var(${colour})` }}
            />
          </svg>
          {label}
        </span>
      ))}
    </div>
  );
}
