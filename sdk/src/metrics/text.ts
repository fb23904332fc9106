import { EXEMPLAR_LABEL, IDENTITY_METRICS } from '../contract/index.ts';
import type { Exemplar } from './histogram.ts';

/** The two text formats that Prometheus reads. */
export type Format = 'prometheus' | 'openmetrics';

export const CONTENT_TYPE: Record<Format, string> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** Picks the format that the Accept header prefers; OpenMetrics carries exemplars. */
export function negotiate(accept: string | undefined): Format {
  if (accept === undefined) return 'prometheus';
  let best: { format: Format; quality: number } | undefined;
  for (const part of accept.slice(0, 1024).split(',')) {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim());
    const format = formatOf(type.toLowerCase());
    if (format === undefined) continue;
    const given = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = given === undefined ? 1 : Number(given.slice(2));
    if (Number.isNaN(quality) || quality <= 0) continue;
    if (best === undefined || quality > best.quality) best = { format, quality };
  }
  return best?.format ?? 'prometheus';
}

function formatOf(type: string): Format | undefined {
  if (type === 'application/openmetrics-text') return 'openmetrics';
  return type === 'text/plain' || type === 'text/*' || type === '*/*' ? 'prometheus' : undefined;
}

export function escapeLabel(value: string): string {
  if (!/["\\\n]/.test(value)) return value;
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** `name="value",` for each label that has a value; the trailing comma lets parts be joined. */
export function labelText(labels: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const name in labels) {
    // An application that extends Object.prototype must not add labels to every series.
    if (!Object.hasOwn(labels, name)) continue;
    const value = labels[name];
    if (value === undefined || value === null || value === '') continue;
    text += `${name}="${escapeLabel(String(value))}",`;
  }
  return text;
}

const LABEL_PAIR = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)",/g;

/** The labels that `labelText` wrote. */
export function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(LABEL_PAIR)) {
    labels[name] = value.replaceAll(/\\(.)/g, (_all, escaped: string) =>
      escaped === 'n' ? '\n' : escaped,
    );
  }
  return labels;
}

export function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** Bucket bounds: OpenMetrics and Prometheus 3 write whole numbers with a fraction. */
export function boundText(bound: number, format: Format): string {
  const text = numberText(bound);
  return format === 'openmetrics' && Number.isInteger(bound) ? `${text}.0` : text;
}

/** `# HELP` and `# TYPE` of a family, with the name that the format wants. */
export function familyHead(name: string, type: string, help: string, format: Format): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  if (format === 'prometheus') return `# HELP ${name} ${escaped}\n# TYPE ${name} ${type}\n`;
  const described = escaped.replaceAll('"', '\\"');
  if (name === IDENTITY_METRICS.targetInfo.name)
    return `# TYPE target info\n# HELP target ${described}\n`;
  if (type !== 'counter') return `# TYPE ${name} ${type}\n# HELP ${name} ${described}\n`;
  // A counter without the suffix cannot be one in OpenMetrics; its values are passed on untyped.
  if (!name.endsWith('_total')) return `# TYPE ${name} unknown\n# HELP ${name} ${described}\n`;
  const family = name.slice(0, -'_total'.length);
  return `# TYPE ${family} counter\n# HELP ${family} ${described}\n`;
}

export function exemplarText(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return '';
  const { traceId, spanId, value, timestampMs } = exemplar;
  const labels = `${EXEMPLAR_LABEL.traceId}="${traceId}",${EXEMPLAR_LABEL.spanId}="${spanId}"`;
  return ` # {${labels}} ${numberText(value)} ${(timestampMs / 1000).toFixed(3)}`;
}

/** `{a="1",b="2"}` from joined parts with a trailing comma; nothing from nothing. */
export function braces(parts: string): string {
  return parts === '' ? '' : `{${parts.slice(0, -1)}}`;
}
