import type { WireTraceDetail } from '../../../src/wire/index.ts';

/** The part of the trace that the waterfall shows, in milliseconds since 1970. */
export interface View {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `zoom=12.5-80`: milliseconds since the trace began. */
export function viewOf(trace: WireTraceDetail, zoom: string): View {
  const { startMs, durationMs } = trace;
  const whole = { fromMs: startMs, toMs: startMs + Math.max(durationMs, 0.001) };
  const [, from, to] = /^([\d.]+)-([\d.]+)$/.exec(zoom) ?? [];
  if (from === undefined || to === undefined) return whole;
  const view = { fromMs: startMs + Number(from), toMs: startMs + Number(to) };
  return view.toMs > view.fromMs ? view : whole;
}

export function zoomText(trace: WireTraceDetail, fromMs: number, toMs: number): string {
  const from = Math.max(0, fromMs - trace.startMs);
  const to = Math.min(trace.durationMs, toMs - trace.startMs);
  return `${Number(from.toFixed(3))}-${Number(to.toFixed(3))}`;
}

/** Left edge and width in percent of the view. */
export function share({ fromMs, toMs }: View, startMs: number, endMs: number): [number, number] {
  const span = toMs - fromMs;
  const left = Math.max(-1, Math.min(101, (100 * (startMs - fromMs)) / span));
  const right = Math.max(-1, Math.min(101, (100 * (endMs - fromMs)) / span));
  return [left, Math.max(0, right - left)];
}
