import type { JSX } from 'preact';
import type { WireRed } from '../../../src/wire/index.ts';
import { NO_DATA, percent, perSecond } from '../format/number.ts';
import { duration } from '../format/time.ts';
import { errorTone } from './tone.ts';

/** A figure in a cell: short to read, exact on hover. */
export function Figure({
  text,
  exact,
  tone = '',
}: {
  readonly text: string;
  readonly exact: number | null | undefined;
  readonly tone?: string;
}): JSX.Element {
  const none = exact === null || exact === undefined;
  return (
    <td
      class={`num ${tone} ${none ? 'faint' : ''}`}
      title={none ? 'no data in this range' : `${exact}`}
    >
      {none ? NO_DATA : text}
    </td>
  );
}

/** Rate, errors, p50, p95, p99 as cells of a table. */
export function RedCells({ red }: { readonly red: WireRed }): JSX.Element {
  return (
    <>
      <Figure text={perSecond(red.ratePerSecond)} exact={red.ratePerSecond} />
      <Figure
        text={percent(red.errorRatio)}
        exact={red.errorRatio}
        tone={errorTone(red.errorRatio)}
      />
      <Figure text={duration(red.p50Ms)} exact={red.p50Ms} tone="p50" />
      <Figure text={duration(red.p95Ms)} exact={red.p95Ms} />
      <Figure text={duration(red.p99Ms)} exact={red.p99Ms} />
    </>
  );
}

export function RedHeads(): JSX.Element {
  return (
    <>
      <th class="num" title="requests per second">
        Rate
      </th>
      <th class="num" title="share of requests that failed">
        Errors
      </th>
      <th class="num p50">p50</th>
      <th class="num">p95</th>
      <th class="num">p99</th>
    </>
  );
}
