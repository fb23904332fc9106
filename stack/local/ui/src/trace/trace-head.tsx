import type { JSX } from 'preact';
import { href, setParams } from '../app/location.ts';
import type { WireTraceDetail } from '../../../src/wire/index.ts';
import { plural } from '../format/number.ts';
import { duration, exactTime, shortTime } from '../format/time.ts';
import { nowMs } from '../app/range.ts';
import { CopyButton } from '../parts/command.tsx';
import { ServiceLink } from '../parts/service-name.tsx';
import type { Tree } from './tree.ts';

/** Services of the trace, the one that spent most of its own time first. */
function shares(tree: Tree): readonly { service: string; selfMs: number; spans: number }[] {
  const sums = new Map<string, { service: string; selfMs: number; spans: number }>();
  for (const { span, selfMs } of tree.nodes) {
    const sum = sums.get(span.service) ?? { service: span.service, selfMs: 0, spans: 0 };
    sum.selfMs += selfMs;
    sum.spans++;
    sums.set(span.service, sum);
  }
  return [...sums.values()].sort((a, b) => b.selfMs - a.selfMs);
}

export interface TraceHeadProps {
  readonly trace: WireTraceDetail;
  readonly tree: Tree;
  readonly errors: number;
  readonly showLogs: boolean;
  readonly onNextError: () => void;
}

export function TraceHead(props: TraceHeadProps): JSX.Element {
  const { trace, tree, errors, showLogs, onNextError } = props;
  const root = tree.tops[0]?.node.span;
  return (
    <>
      <div class="head">
        <h1 class="cut">
          {root?.service} <span class="dim">{root?.name}</span>
        </h1>
        <b class="total">{duration(trace.durationMs)}</b>
        {errors === 0 ? (
          <span class="dim">no failed span</span>
        ) : (
          <button type="button" class="to-error" title="next error (e)" onClick={onNextError}>
            ✕ {plural(errors, 'failed span')}
          </button>
        )}
        <span class="more">
          <button
            type="button"
            aria-pressed={showLogs}
            title="show them between the spans (l)"
            onClick={() => setParams({ logs: showLogs ? null : '1' }, 'replace')}
          >
            {plural(trace.logCount, 'log line')}
          </button>
          <a href={href('/logs', { q: `trace:${trace.traceId}`, ...aroundRange(trace) })}>
            in the logs
          </a>
          <a href={href('/compare', { a: trace.traceId })}>compare</a>
          <CopyButton text={trace.traceId} label="Copy id" />
        </span>
      </div>
      <div class="legend">
        <span title={exactTime(trace.startMs)}>{shortTime(trace.startMs, nowMs.value)}</span>
        <span>{plural(trace.spans.length, 'span')}</span>
        {shares(tree).map(({ service, selfMs, spans }) => (
          <span key={service} title={`${plural(spans, 'span')}, own time ${duration(selfMs)}`}>
            <ServiceLink name={service} /> {duration(selfMs)}
          </span>
        ))}
      </div>
    </>
  );
}

const AROUND_MS = 60_000;

/** A range that holds the trace and what was written shortly after it. */
function aroundRange(trace: WireTraceDetail): { from: number; to: number } {
  return {
    from: Math.floor(trace.startMs - AROUND_MS),
    to: Math.ceil(trace.startMs + trace.durationMs + AROUND_MS),
  };
}
