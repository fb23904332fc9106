import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { WireTraceDetail } from '../../../src/wire/index.ts';
import { useKeys } from '../app/keys.ts';
import { goBack, href, param, setParams } from '../app/location.ts';
import { useGet } from '../data/use-get.ts';
import { plural } from '../format/number.ts';
import { duration, exactTime } from '../format/time.ts';
import { Empty, Problem } from '../parts/empty.tsx';
import { align, difference, ownDifference, type Pair } from './align.ts';
import { Candidates } from './candidates.tsx';
import { PairRow } from './pair-row.tsx';

function Side({ letter, trace }: { readonly letter: string; readonly trace: WireTraceDetail }) {
  const root = trace.spans[0];
  const errors = trace.spans.filter(({ status }) => status === 'error').length;
  return (
    <p class="side">
      <b class="letter">{letter}</b>
      <a href={href(`/traces/${trace.traceId}`)}>
        {root?.service} {root?.name}
      </a>
      <b>{duration(trace.durationMs)}</b>
      <span class="dim">{exactTime(trace.startMs)}</span>
      <span class="dim">{plural(trace.spans.length, 'span')}</span>
      {errors > 0 ? <b class="bad">✕ {plural(errors, 'failed span')}</b> : null}
    </p>
  );
}

/** Where most of the difference arises: the largest change of own time in its direction. */
function culpritOf(pairs: readonly Pair[], slower: boolean): Pair | undefined {
  const sign = slower ? 1 : -1;
  return pairs.reduce<Pair | undefined>((best, pair) => {
    const more = best === undefined || ownDifference(pair) * sign > ownDifference(best) * sign;
    return more ? pair : best;
  }, undefined);
}

function Table({
  a,
  b,
}: {
  readonly a: WireTraceDetail;
  readonly b: WireTraceDetail;
}): JSX.Element {
  const pairs = useMemo(() => align(a, b), [a, b]);
  const maxMs = Math.max(0.001, ...pairs.flatMap((p) => [p.a?.totalMs ?? 0, p.b?.totalMs ?? 0]));
  const maxDifferenceMs = Math.max(0.001, ...pairs.map((pair) => Math.abs(difference(pair))));
  const total = b.durationMs - a.durationMs;
  const culprit = culpritOf(pairs, total >= 0);
  return (
    <>
      {culprit === undefined ? null : (
        <p>
          B took <b>{duration(Math.abs(total))}</b> {total >= 0 ? 'longer' : 'less'}. Most of it
          arises in{' '}
          <b>
            {culprit.service} {culprit.name}
          </b>{' '}
          ({duration(Math.abs(ownDifference(culprit)))} of its own time).
        </p>
      )}
      <div class="scroll-x">
        <table class="grid compare">
          <thead>
            <tr>
              <th>Service and span</th>
              <th class="num">A</th>
              <th class="num">B</th>
              <th class="num">B − A</th>
              <th class="ends">
                <span>less</span> <span>longer</span>
              </th>
              <th class="num" title="difference of own time: where it really arises">
                Own
              </th>
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair) => (
              <PairRow
                key={pair.key}
                pair={pair}
                aId={a.traceId}
                bId={b.traceId}
                maxMs={maxMs}
                maxDifferenceMs={maxDifferenceMs}
                culprit={pair === culprit}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function useTrace(id: string) {
  return useGet<WireTraceDetail>(id === '' ? null : `/api/traces/${encodeURIComponent(id)}`);
}

/** What differs between two requests? */
export function ComparePage(): JSX.Element {
  const [a, b] = [useTrace(param('a')), useTrace(param('b'))];
  useKeys({ Escape: () => goBack(href('/traces')) });
  const error = a.error ?? b.error;
  return (
    <div class="page">
      <div class="head">
        <h1>Compare traces</h1>
        {a.data === undefined || b.data === undefined ? null : (
          <button type="button" onClick={() => setParams({ a: param('b'), b: param('a') })}>
            Swap A and B
          </button>
        )}
      </div>
      {param('a') === '' ? (
        <Empty title="Two traces side by side">
          <p>
            Mark one in the <a href={href('/traces')}>list of traces</a> with ◇ or <kbd>c</kbd>,
            then another.
          </p>
        </Empty>
      ) : null}
      {error === undefined ? null : <Problem error={error} />}
      <div>
        {a.data === undefined ? null : <Side letter="A" trace={a.data} />}
        {b.data === undefined ? null : <Side letter="B" trace={b.data} />}
      </div>
      {a.data !== undefined && param('b') === '' ? <Candidates trace={a.data} /> : null}
      {a.data === undefined || b.data === undefined ? null : <Table a={a.data} b={b.data} />}
    </div>
  );
}
