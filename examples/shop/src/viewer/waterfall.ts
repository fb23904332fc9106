import { ATTR } from 'sightline/contract';
import type { CollectedSpan } from 'sightline/testing';
import { attribute, failed, serviceOf, startMs, statusOf } from './attributes.ts';
import { duration, fit, type Paint } from './paint.ts';

interface Row {
  readonly span: CollectedSpan;
  readonly depth: number;
}

export interface WaterfallLine {
  readonly service: string;
  readonly text: string;
}

const NAME_COLUMNS = 29;
const DURATION_COLUMNS = 9;
const GAPS = 2;
/** Eighths of a column, so that short spans keep their proportion. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Spans as a tree, parents before children, siblings by start. */
export function treeOf(spans: readonly CollectedSpan[]): Row[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const rows: Row[] = [];
  const visit = (parent: string | undefined, depth: number): void => {
    const children = spans
      .filter(({ parentSpanId }) =>
        parent === undefined
          ? parentSpanId === undefined || !ids.has(parentSpanId)
          : parentSpanId === parent,
      )
      .sort((a, b) => startMs(a) - startMs(b));
    for (const span of children) {
      rows.push({ span, depth });
      visit(span.spanId, depth + 1);
    }
  };
  visit(undefined, 0);
  return rows;
}

/** One line per span: its place in the tree, when it ran, how long it took. */
export function waterfall(
  spans: readonly CollectedSpan[],
  columns: number,
  paint: Paint,
): WaterfallLine[] {
  const rows = treeOf(spans);
  const from = Math.min(...spans.map(startMs));
  const wholeMs =
    Math.max(...spans.map((span) => startMs(span) + span.durationSeconds * 1000)) - from;
  const barColumns = columns - NAME_COLUMNS - DURATION_COLUMNS - GAPS;
  const scale = barColumns / Math.max(wholeMs, 0.001);
  return rows.map(({ span, depth }) => {
    const service = serviceOf(span);
    const indent = depth === 0 ? '' : `${'  '.repeat(depth - 1)}└ `;
    const wrong = failed(span);
    const outcome = statusOf(span) ?? attribute(span, ATTR.errorType);
    const status = span.kind === 'server' && outcome !== undefined ? ` ${outcome}` : '';
    const name = fit(`${indent}${span.name}${status}${wrong ? ' ✖' : ''}`, NAME_COLUMNS);
    const offset = Math.min((startMs(span) - from) * scale, barColumns - 1);
    const bar = barOf(offset, span.durationSeconds * 1000 * scale, barColumns);
    const time = duration(span.durationSeconds).padStart(DURATION_COLUMNS);
    const painted = wrong ? paint.red(name) : name;
    const text = `${painted} ${paint.service(service, bar)} ${wrong ? paint.red(time) : time}`;
    return { service, text };
  });
}

function barOf(offset: number, length: number, columns: number): string {
  const start = Math.floor(offset);
  const room = columns - start;
  const full = Math.min(Math.floor(length), room);
  const rest = full < room ? EIGHTHS[Math.floor((length - full) * 8)] : '';
  const body = '█'.repeat(full) + rest;
  // Even the shortest span leaves a mark.
  return fit(' '.repeat(start) + (body === '' ? '▏' : body), columns);
}
