import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { WireLogHistogram } from '../../../src/wire/index.ts';
import { lastTick } from '../app/live.ts';
import { param, setParams } from '../app/location.ts';
import { live, rangeQuery } from '../app/range.ts';
import { useGet } from '../data/use-get.ts';
import { plural, whole } from '../format/number.ts';
import { Empty, Notice, Problem, SendHint, WiderHint } from '../parts/empty.tsx';
import { Facets } from '../parts/facets.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { Histogram } from './histogram.tsx';
import { LogList } from './log-list.tsx';
import { useLines } from './use-lines.ts';

const BUCKETS = 90;

function Nothing({ filter }: { readonly filter: string }): JSX.Element {
  if (filter !== '') {
    return (
      <Empty title="No line matches in this range">
        <WiderHint filter={() => setParams({ q: null })} />
      </Empty>
    );
  }
  return (
    <Empty title="No log line in this range">
      <SendHint />
      <WiderHint />
    </Empty>
  );
}

function Skipped(): JSX.Element | null {
  const skipped = live.value ? (lastTick.value?.skippedLogs ?? 0) : 0;
  if (skipped === 0) return null;
  return (
    <Notice>
      {whole(skipped)} lines came too fast for the live tail and were left out of it. They are kept:
      pause, or narrow the filter.
    </Notice>
  );
}

/** What did they say? */
export function LogsPage(): JSX.Element {
  const filter = param('q');
  const query = `${rangeQuery()}&q=${encodeURIComponent(filter)}`;
  const [reading, setReading] = useState(false);
  const source = useLines(filter, reading);
  const histogram = useGet<WireLogHistogram>(`/api/logs/histogram?${query}&buckets=${BUCKETS}`);
  const { error } = source;
  const none = source.lines?.length === 0;
  return (
    <div class="page full">
      <div class="head">
        <h1 class="unseen">Logs</h1>
        <FilterInput placeholder='level:error service:catalog "not found"' error={error} />
        {histogram.data === undefined ? null : (
          <span class="dim">
            {plural(histogram.data.total, 'line')}
            {histogram.data.partial ? ' at least' : ''}
          </span>
        )}
      </div>
      {error === undefined || error.status === 400 ? null : <Problem error={error} />}
      {histogram.data === undefined ? (
        <div class="histogram-row" />
      ) : (
        <Histogram data={histogram.data} />
      )}
      <Skipped />
      {source.partial ? (
        <Notice>
          The search stopped at its bound before it saw the whole range: older lines may match too.
        </Notice>
      ) : null}
      <div class="beside">
        <Facets url={`/api/logs/facets?${query}`} filter={filter} />
        <div class="column">
          {none ? <Nothing filter={filter} /> : null}
          {source.lines === undefined || none ? null : (
            <LogList key={filter} source={source} onReading={setReading} />
          )}
        </div>
      </div>
    </div>
  );
}
