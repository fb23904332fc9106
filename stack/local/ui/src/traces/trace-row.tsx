import type { JSX } from 'preact';
import type { WireTrace } from '../../../src/wire/index.ts';
import { href } from '../app/location.ts';
import { nowMs } from '../app/range.ts';
import { hueVar } from '../format/colour.ts';
import { plural } from '../format/number.ts';
import { clockMs, day, duration, exactTime } from '../format/time.ts';
import { ServiceName } from '../parts/service-name.tsx';

function Status({ trace }: { readonly trace: WireTrace }): JSX.Element {
  const { statusCode, errors } = trace;
  if (errors > 0) {
    return (
      <span class="bad cut">
        ✕ {statusCode === null ? '' : `${statusCode} · `}
        {plural(errors, 'error')}
      </span>
    );
  }
  return <span class="dim">{statusCode ?? 'ok'}</span>;
}

/** Which services took part: their colours, in order of their share of the spans. */
function Parts({ trace }: { readonly trace: WireTrace }): JSX.Element {
  const words = trace.services.map(({ service, spans }) => `${service} ${spans}`).join(', ');
  return (
    <span class="parts" title={words}>
      {trace.services.slice(0, 8).map(({ service, errors }) => (
        <i key={service} class={errors > 0 ? 'hurt' : ''} style={{ background: hueVar(service) }} />
      ))}
    </span>
  );
}

export interface TraceRowProps {
  readonly trace: WireTrace;
  readonly maxMs: number;
  readonly selected: boolean;
  readonly marked: boolean;
  readonly onMark: () => void;
}

export function TraceRow({ trace, maxMs, selected, marked, onMark }: TraceRowProps): JSX.Element {
  const time = clockMs(trace.startMs);
  const today = day(trace.startMs) === day(nowMs.value);
  const share = maxMs === 0 ? 0 : (100 * trace.durationMs) / maxMs;
  return (
    <div id={`trace-${trace.traceId}`} class="trace-row" role="option" aria-selected={selected}>
      <span class="dim" title={exactTime(trace.startMs)}>
        {today ? time : `${day(trace.startMs).slice(5)} ${time}`}
      </span>
      <a class="what" href={href(`/traces/${trace.traceId}`)} tabIndex={-1}>
        <ServiceName name={trace.service} />
        <span class="cut name">{trace.name}</span>
        {trace.whole ? null : (
          <span class="warn" title="The first span of this trace is not kept.">
            ⚠ without its root
          </span>
        )}
      </a>
      <Status trace={trace} />
      <span class="num dim">{trace.spans}</span>
      <Parts trace={trace} />
      <span class="num took" title={`${trace.durationMs} ms`}>
        <i style={{ width: `${share}%` }} />
        <b>{duration(trace.durationMs)}</b>
      </span>
      <button
        type="button"
        class="cell mark"
        aria-pressed={marked}
        aria-label={marked ? 'marked to compare' : 'mark to compare'}
        title={marked ? 'marked: pick another one to compare' : 'compare (c)'}
        onClick={onMark}
      >
        {marked ? '◆' : '◇'}
      </button>
    </div>
  );
}
