import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';

import { DerivedContext, RequestContext } from './context/index.ts';
import { SELF_METRICS } from './contract/index.ts';
import type { Logs } from './logs/index.ts';
import { Operation, RequestRecord, type Measures } from './record/index.ts';
import { watchStalls, type StallFrame, type StallOwner, type StallReport } from './stalls/index.ts';

/** A loop that is blocked over and over says it once in so long. */
const ONE_LINE_PER_MS = 10_000;

/** One line for each stall, with the stack and the ids of the request that held the loop. */
export function tellStalls(logs: Logs, measures: Measures, thresholdMs: number): () => void {
  let toldMs = -Infinity;
  let untold = 0;
  measures.count(SELF_METRICS.stalls, {}, 0);
  return watchStalls(thresholdMs, {
    owner: currentOwner,
    onStall(report) {
      measures.count(SELF_METRICS.stalls, {});
      const nowMs = performance.now();
      if (nowMs - toldMs < ONE_LINE_PER_MS) {
        untold += 1;
        return;
      }
      toldMs = nowMs;
      tell(logs, report, untold);
      untold = 0;
    },
  });
}

function currentOwner(): StallOwner | undefined {
  const active = context.active();
  if (!(active instanceof RequestContext || active instanceof DerivedContext)) return undefined;
  const { record } = active;
  const { traceId, spanId, sampled } = record;
  return { traceId, spanId, sampled, name: nameOf(record) };
}

function nameOf(record: unknown): string {
  if (record instanceof Operation) return record.series.name;
  if (!(record instanceof RequestRecord)) return 'a request that has ended';
  return record.route === undefined ? record.method : `${record.method} ${record.route}`;
}

function tell(logs: Logs, { durationMs, frames, owner }: StallReport, untold: number): void {
  const by = owner === undefined ? '' : ` by ${owner.name}`;
  const message = `the event loop was blocked for ${durationMs} ms${by}`;
  const err = new Error(message);
  err.name = 'EventLoopBlocked';
  err.stack = stackOf(message, frames);
  const fields = { err, blocked_ms: durationMs, ...(untold === 0 ? {} : { untold }) };
  const of =
    owner === undefined
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, {
          traceId: owner.traceId,
          spanId: owner.spanId,
          traceFlags: owner.sampled ? 1 : 0,
        });
  context.with(of, () => logs.sdkLine('warn', message, fields));
}

function stackOf(message: string, frames: readonly StallFrame[]): string {
  const lines = frames.map(({ name, file, line }) => `    at ${name} (${file}:${line})`);
  return [`EventLoopBlocked: ${message}`, ...lines].join('\n');
}
