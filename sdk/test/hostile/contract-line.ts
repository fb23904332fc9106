import { expect } from 'vitest';
import {
  ECS_VERSION,
  LOG_FIELD,
  LOG_LEVELS,
  SETTABLE_PATHS,
  DATASET,
} from '../../src/contract/index.ts';
import type { CollectedLine } from '../../src/testing/index.ts';

const KNOWN = new Set<string>(Object.values(LOG_FIELD));
const DATASETS = new Set<string>(Object.values(DATASET));
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TEXT = expect.any(String) as string;

/** Every field of the contract is there, of its type, and of nobody else's making. */
export function expectContract(line: CollectedLine, pid: number): void {
  const text = JSON.stringify(line).slice(0, 500);
  expect(
    Object.keys(line).filter((key) => !KNOWN.has(key)),
    text,
  ).toEqual([]);
  expect(line[LOG_FIELD.timestamp], text).toMatch(TIME);
  expect(Object.keys(LOG_LEVELS), text).toContain(line.log.level);
  expect(line.log.logger, text).toMatch(/^(?:app|http)$/);
  expect(['string', 'undefined'], text).toContain(typeof line.message);
  expect(line[LOG_FIELD.ecs], text).toEqual({ version: ECS_VERSION });
  expect(line.service, text).toMatchObject({ name: 'fixture', node: { name: TEXT } });
  expect(line[LOG_FIELD.process], text).toEqual({ pid });
  expect(line[LOG_FIELD.host], text).toEqual({ name: TEXT });
  expect(line.event.id, text).toMatch(ULID);
  expect(Number.isSafeInteger(sequenceOf(line)), text).toBe(true);
  expect(DATASETS.has(line.event.dataset ?? ''), text).toBe(true);
  for (const ids of [line.trace, line.span]) {
    if (ids !== undefined) expect(ids, text).toEqual({ id: expect.stringMatching(/^[0-9a-f]+$/) });
  }
  if (line.error !== undefined) {
    for (const part of Object.values(line.error)) expect(typeof part, text).toBe('string');
  }
  expectFields(line, text);
}

function expectFields(line: CollectedLine, text: string): void {
  expect(typeof (line.labels ?? {}), text).toBe('object');
  for (const [name, value] of Object.entries(line.numeric_labels ?? {})) {
    expect(Number.isFinite(value), text).toBe(true);
    expect(name, text).not.toMatch(/^\s*$|^\.|\.\.|\.$/);
  }
  for (const name of Object.keys(line.labels ?? {})) expect(name, text).not.toContain('\0');
  for (const [path, type] of Object.entries(SETTABLE_PATHS)) {
    let at: unknown = line;
    for (const part of path.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
    if (at !== undefined) expect(typeof at, `${path} in ${text}`).toBe(type);
  }
}

export function sequenceOf(line: CollectedLine): number {
  return (line.event as { sequence?: number }).sequence ?? Number.NaN;
}
