import { parseAst } from 'vitest/node';
import type { SourceFile } from './files.ts';

/** A place in a file, counted from 1. */
export interface Found<T> {
  readonly line: number;
  readonly value: T;
}

export interface Import {
  /** As written. */
  readonly from: string;
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

export interface FunctionSize {
  readonly name: string;
  readonly lines: number;
}

export interface Syntax {
  readonly imports: readonly Found<Import>[];
  /** Where `export * from` stands. */
  readonly starExports: readonly Found<string>[];
  /** String literals and object keys: every way to spell a name. */
  readonly texts: readonly Found<string>[];
  readonly functions: readonly Found<FunctionSize>[];
  /** Tests that change which tests run: `only`, `skip`, `todo`. */
  readonly marks: readonly Found<string>[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Collected {
  imports: Found<Import>[];
  starExports: Found<string>[];
  texts: Found<string>[];
  functions: Found<FunctionSize>[];
  marks: Found<string>[];
}

type Line = (offset: number) => number;

const cache = new Map<string, Syntax>();

/** What the rules need to know of a module. */
export function syntaxOf(file: SourceFile): Syntax {
  const known = cache.get(file.text);
  if (known !== undefined) return known;
  const lang = file.path.endsWith('.tsx') ? 'tsx' : file.path.endsWith('ts') ? 'ts' : 'js';
  const found: Collected = { imports: [], starExports: [], texts: [], functions: [], marks: [] };
  const root = parseAst(file.text, { lang }) as unknown as Node;
  walk(root, undefined, lineFinder(file.text), found);
  cache.set(file.text, found);
  return found;
}

function lineFinder(text: string): Line {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

function walk(node: Node, parent: Node | undefined, line: Line, into: Collected): void {
  visit(node, parent, line, into);
  for (const key in node) {
    const value = node[key];
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, node, line, into);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function visit(node: Node, parent: Node | undefined, line: Line, into: Collected): void {
  const at = line(node.start);
  const from = moduleName(node);
  if (from !== undefined)
    into.imports.push({ line: at, value: { from, typeOnly: isTypeOnly(node) } });
  if (node.type === 'ExportAllDeclaration') into.starExports.push({ line: at, value: from ?? '' });
  const mark = markOf(node);
  if (mark !== undefined) into.marks.push({ line: at, value: mark });
  const text = textOf(node, parent);
  if (text !== undefined) into.texts.push({ line: at, value: text });
  if (/Function/.test(node.type) && isNode(node['body']) && !isSuite(parent)) {
    const lines = line(node.end) - at + 1;
    into.functions.push({ line: at, value: { name: functionName(node, parent), lines } });
  }
}

/** Module named by an import, a re-export, `import()`, `require()` or a type query. */
function moduleName(node: Node): string | undefined {
  const source = isNode(node['source']) ? node['source']['value'] : undefined;
  if (typeof source === 'string') return source;
  if (node.type !== 'CallExpression' || !isNode(node['callee'])) return undefined;
  const [first] = node['arguments'] as Node[];
  const named = first?.type === 'Literal' ? first['value'] : undefined;
  return node['callee']['name'] === 'require' && typeof named === 'string' ? named : undefined;
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType') return true;
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const specifiers = (node['specifiers'] ?? []) as Node[];
  const kind = node.type === 'ImportDeclaration' ? 'importKind' : 'exportKind';
  return specifiers.length > 0 && specifiers.every((one) => one[kind] === 'type');
}

function textOf(node: Node, parent: Node | undefined): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') {
    return parent !== undefined && moduleName(parent) === node['value'] ? undefined : node['value'];
  }
  if (node.type === 'TemplateElement') return (node['value'] as { cooked?: string }).cooked;
  const isKey =
    parent?.type === 'Property' && parent['key'] === node && parent['computed'] !== true;
  return isKey && node.type === 'Identifier' ? (node['name'] as string) : undefined;
}

/** Identifier at the left end of `a.b(c).d`. */
function rootName(node: unknown): unknown {
  let at = node;
  while (isNode(at) && at.type !== 'Identifier') at = at['object'] ?? at['callee'];
  return isNode(at) ? at['name'] : undefined;
}

/** The callback of `describe` is a chapter, not a function that somebody has to keep in mind. */
function isSuite(parent: Node | undefined): boolean {
  return parent?.type === 'CallExpression' && rootName(parent['callee']) === 'describe';
}

/** `only`, `skip` or `todo` of a test or suite. */
function markOf(node: Node): string | undefined {
  if (node.type !== 'MemberExpression' || !isNode(node['property'])) return undefined;
  const name = node['property']['name'];
  const ofTest = /^(?:test|it|describe|suite)$/.test(String(rootName(node['object'])));
  return ofTest && /^(?:only|skip|todo)$/.test(String(name)) ? String(name) : undefined;
}

function functionName(node: Node, parent: Node | undefined): string {
  for (const candidate of [node['id'], parent?.['id'], parent?.['key']]) {
    if (isNode(candidate) && typeof candidate['name'] === 'string') return candidate['name'];
  }
  return 'anonymous function';
}
