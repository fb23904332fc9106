import { readFileSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Frame } from './stacks.ts';

/** A place as its author knows it: lines from 1. */
export interface Original {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

const NO_NAME = '(anonymous)';
/** Larger maps, and more maps than this, are not worth the memory. */
const MAP_MAX_BYTES = 32 * 1024 * 1024;
const FILES_MAX = 200;
const MAP_COMMENT = /\/\/[#@] ?sourceMappingURL=(\S+)\s*$/;
const INLINE = /^data:application\/json[^,]*;base64,(.+)$/;
/** The comment stands at the end. */
const TAIL_CHARACTERS = 4096;

/** Finds where code was written before it was compiled or bundled, where a source map tells it. */
export class Originals {
  readonly #maps = new Map<string, SourceMap | undefined>();

  of({ functionName, url, lineNumber, columnNumber }: Frame): Original {
    const file = pathOf(url);
    const plain = { name: functionName || NO_NAME, file: file ?? url, line: lineNumber + 1 };
    const map = file === undefined ? undefined : this.#mapOf(file);
    if (file === undefined || map === undefined) return plain;
    const entry = map.findEntry(lineNumber, columnNumber);
    if (!('originalSource' in entry)) return plain;
    const { originalSource, originalLine, name } = entry as {
      originalSource: string;
      originalLine: number;
      name?: string;
    };
    return {
      name: functionName || name || NO_NAME,
      file: resolve(dirname(file), pathOf(originalSource) ?? originalSource),
      line: originalLine + 1,
    };
  }

  #mapOf(file: string): SourceMap | undefined {
    if (this.#maps.has(file)) return this.#maps.get(file);
    const map = this.#maps.size < FILES_MAX ? readMap(file) : undefined;
    this.#maps.set(file, map);
    return map;
  }
}

function pathOf(url: string): string | undefined {
  if (url.startsWith('/')) return url;
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : undefined;
  } catch {
    return undefined;
  }
}

/** undefined = there is none, or it cannot be read: then the compiled places are shown. */
function readMap(file: string): SourceMap | undefined {
  try {
    if (statSync(file).size > MAP_MAX_BYTES) return undefined;
    const text = readFileSync(file, 'utf8');
    const at = text.lastIndexOf('sourceMappingURL=');
    if (at === -1) return undefined;
    const named = MAP_COMMENT.exec(text.slice(Math.max(0, at - TAIL_CHARACTERS)))?.[1];
    if (named === undefined) return undefined;
    const inline = INLINE.exec(named)?.[1];
    const mapFile = resolve(dirname(file), decodeURI(named));
    if (inline === undefined && statSync(mapFile).size > MAP_MAX_BYTES) return undefined;
    const json =
      inline === undefined
        ? readFileSync(mapFile, 'utf8')
        : Buffer.from(inline, 'base64').toString('utf8');
    return new SourceMap(JSON.parse(json) as never);
  } catch {
    return undefined;
  }
}
