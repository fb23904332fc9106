import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { WireTraces } from '../../../src/wire/index.ts';
import { href, param, setParams } from '../app/location.ts';
import { live, range, rangeQuery } from '../app/range.ts';
import { useGet } from '../data/use-get.ts';
import { plural, whole } from '../format/number.ts';
import { Empty, Notice, Problem, SendHint, WiderHint } from '../parts/empty.tsx';
import { Facets } from '../parts/facets.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { useHeld } from '../parts/use-held.ts';
import { bounded, BoundsChip, boundsOf } from './bounds.tsx';
import { Scatter } from './scatter.tsx';
import { TraceList } from './trace-list.tsx';

const SORTS = ['newest', 'slowest', 'errors'] as const;
const LIMIT = 2000;
/** What the server gives at most. */
const LIMIT_MAX = 10_000;

function sortOf(text: string): (typeof SORTS)[number] {
  return SORTS.find((one) => one === text) ?? 'newest';
}

function Sorts({ sort }: { readonly sort: string }): JSX.Element {
  return (
    <div class="choice" role="group" aria-label="Order">
      {SORTS.map((one) => (
        <button
          type="button"
          key={one}
          aria-pressed={one === sort}
          onClick={() => setParams({ sort: one === 'newest' ? null : one })}
        >
          {one === 'errors' ? 'most errors' : one}
        </button>
      ))}
    </div>
  );
}

function Counted({ data }: { readonly data: WireTraces }): JSX.Element {
  const all = data.matched <= data.traces.length;
  return (
    <span class="dim">
      {all ? plural(data.matched, 'trace') : `first ${whole(data.traces.length)} of `}
      {all ? '' : plural(data.matched, 'trace')}{' '}
      {all || data.traces.length >= LIMIT_MAX ? null : (
        <button type="button" class="plain" onClick={() => setParams({ limit: LIMIT_MAX })}>
          more
        </button>
      )}
    </span>
  );
}

function Nothing({ filter }: { readonly filter: string }): JSX.Element {
  if (filter !== '') {
    return (
      <Empty title="No trace matches in this range">
        <WiderHint filter={() => setParams({ q: null, min: null, max: null })} />
      </Empty>
    );
  }
  return (
    <Empty title="No trace in this range">
      <SendHint />
      <WiderHint />
    </Empty>
  );
}

/** How many traces of `latest` are not in what is shown. */
function freshCount(shown: WireTraces | undefined, latest: WireTraces | undefined): number {
  if (shown === undefined || latest === undefined || shown === latest) return 0;
  const known = new Set(shown.traces.map(({ traceId }) => traceId));
  return latest.traces.filter(({ traceId }) => !known.has(traceId)).length;
}

/** From when on the list is whole, when only the newest traces are in it. */
function sinceMs({ traces, matched }: WireTraces, sort: string): number | undefined {
  return sort === 'newest' && matched > traces.length ? traces.at(-1)?.startMs : undefined;
}

/** Which request shows it? */
export function TracesPage(): JSX.Element {
  const filter = param('q');
  const sort = sortOf(param('sort'));
  const limit = Math.min(LIMIT_MAX, Number(param('limit')) || LIMIT);
  const query = `${rangeQuery()}&q=${encodeURIComponent(filter)}`;
  const bounds = boundsOf(param('min'), param('max'));
  const { data: all, error } = useGet<WireTraces>(
    `/api/traces?${query}${bounds.query}&sort=${sort}&limit=${limit}`,
  );
  const data = useMemo(() => bounded(all, bounds), [all, bounds.query]);
  const [reading, setReading] = useState(false);
  const fixed = live.value ? '' : range.value.from;
  const subject = `${filter} ${bounds.query} ${sort} ${limit} ${fixed}`;
  const { shown, release } = useHeld(data, subject, reading && live.value);
  return (
    <div class="page full">
      <div class="head">
        <h1 class="unseen">Traces</h1>
        <FilterInput placeholder="service:storefront status:error duration>100ms" error={error} />
        <BoundsChip bounds={bounds} />
        <Sorts sort={sort} />
        {shown === undefined ? null : <Counted data={shown} />}
        {param('mark') === '' ? null : (
          <a href={href('/compare', { a: param('mark') })}>compare the marked trace</a>
        )}
      </div>
      {error === undefined || error.status === 400 ? null : <Problem error={error} />}
      {shown?.partial === true ? (
        <Notice>
          The search stopped at its bound before it saw the whole range: older traces may match too.
          Narrow the range or the filter.
        </Notice>
      ) : null}
      <div class="beside">
        <Facets url={`/api/traces/facets?${query}`} filter={filter} />
        <div class="column">
          {shown === undefined ? null : (
            <Scatter traces={shown.traces} range={range.value} sinceMs={sinceMs(shown, sort)} />
          )}
          {shown !== undefined && shown.traces.length === 0 ? <Nothing filter={filter} /> : null}
          {shown === undefined || shown.traces.length === 0 ? null : (
            <TraceList
              traces={shown.traces}
              fresh={freshCount(shown, data)}
              onFresh={release}
              onReading={setReading}
            />
          )}
        </div>
      </div>
    </div>
  );
}
