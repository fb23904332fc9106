import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES, RETIRED_CODES, WARNING_CODES } from './codes.ts';
import { OPTIONS, VARIABLES } from './table.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const configuration = read('docs/configuration.md');
const errors = read('docs/errors.md');
const sources = [
  'options.ts',
  'options-signals.ts',
  'options-context.ts',
  'options-shipping.ts',
  'options-otlp.ts',
]
  .map((file) => read(`sdk/src/config/${file}`))
  .join('\n');

function firstCells(page: string): string[] {
  return [...page.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1] ?? '');
}

describe('docs/configuration.md', () => {
  test('has every option and variable, and no other', () => {
    const cells = firstCells(configuration);
    const names = cells.filter((cell) => !/^[A-Z0-9_]+$/.test(cell));
    expect(names.toSorted()).toEqual(OPTIONS.map((row) => row.option).toSorted());
    const words = configuration.match(/\b(?:OTEL|SIGHTLINE|K8S)_[A-Z0-9_]+\b/g) ?? [];
    expect([...new Set(words)].filter((word) => !VARIABLES.includes(word))).toEqual([]);
    expect(VARIABLES.filter((name) => !configuration.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  test('has every code, and no other', () => {
    const codes = [...Object.values(ERROR_CODES), ...Object.values(WARNING_CODES)];
    const expected = [...codes.map((entry) => entry.code), ...RETIRED_CODES];
    expect(firstCells(errors).toSorted()).toEqual(expected.toSorted());
  });
});

describe('doc comments of the options', () => {
  const general = OPTIONS.filter((row) => !/^otlp[A-Z][a-z]+\./.test(row.option));

  test.each(general.map((row) => [row.option, row] as const))('%s', (option, row) => {
    const key = option.split('.').at(-1) ?? option;
    const comment =
      new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*${key}\\?:`).exec(sources)?.[1] ?? '';
    for (const variable of row.variables) expect(comment).toContain(`\`${variable}\``);
    expect(comment).toContain('Throws `SIGHTLINE_CONFIG_');
    expect(comment).toMatch(/[Dd]efault|none/);
    // The longest path is no bound that anyone needs to read about.
    const numbers = row.kind.type === 'path' ? [] : (row.kind.allowed.match(/\d{3,}/g) ?? []);
    const plain = comment.replaceAll(/\s*\n\s*\*\s*/g, ' ');
    for (const number of numbers) expect(plain).toContain(number);
  });

  test('belong to options of the table', () => {
    const known = new Set(OPTIONS.flatMap((row) => row.option.split('.')));
    const keys = [...sources.matchAll(/^ {2}(\w+)\?:/gm)].map((match) => match[1] ?? '');
    expect(keys.length).toBeGreaterThan(40);
    expect(keys.filter((key) => !known.has(key))).toEqual([]);
  });

  test('name no code that does not exist', () => {
    const known = new Set<string>(Object.values(ERROR_CODES).map((entry) => entry.code));
    const used = sources.match(/SIGHTLINE_CONFIG_[A-Z_]+/g) ?? [];
    expect(used.filter((code) => !known.has(code))).toEqual([]);
  });
});
