import { ATTR, RESOURCE } from 'sightline/contract';
import type { CollectedSpan } from 'sightline/testing';

/** A span's attribute as text; undefined when it is absent. */
export function attribute(span: CollectedSpan, name: string): string | undefined {
  const value = span.attributes[name];
  return value === undefined || value === null ? undefined : String(value);
}

export function serviceOf(span: CollectedSpan): string {
  return String(span.resource[RESOURCE.serviceName] ?? 'unknown');
}

export function statusOf(span: CollectedSpan): string | undefined {
  return attribute(span, ATTR.status);
}

export function startMs(span: CollectedSpan): number {
  return Number(span.startTimeUnixNano / 1000n) / 1000;
}

export function endMs(span: CollectedSpan): number {
  return Number(span.endTimeUnixNano / 1000n) / 1000;
}

export function failed(span: CollectedSpan): boolean {
  return span.status.code === 'error' || attribute(span, ATTR.errorType) !== undefined;
}
