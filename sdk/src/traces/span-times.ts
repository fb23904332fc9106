import { epochMs } from '../record/index.ts';
import type { ProtoWriter } from '../otlp/index.ts';
import { SPAN } from './fields.ts';

export function writeKind(writer: ProtoWriter, kind: number): void {
  writer.byte(SPAN.kind);
  writer.byte(kind);
}

export function writeTimes(writer: ProtoWriter, startMs: number, durationMs: number): void {
  writeTime(writer, SPAN.start, epochMs(startMs));
  writeTime(writer, SPAN.end, epochMs(startMs) + durationMs);
}

function writeTime(writer: ProtoWriter, tag: number, atMs: number): void {
  const seconds = Math.floor(atMs / 1000);
  writer.time(tag, seconds, Math.round((atMs - seconds * 1000) * 1e6));
}
