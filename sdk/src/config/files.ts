import type { Host } from './host.ts';
import { type Found, type Reader, show } from './reader.ts';
import type { Row } from './row.ts';

const PEM_BYTES_MAX = 1_048_576;
const TOKEN_BYTES_MAX = 4096;

/**
 * Reads the files that options name, each once. A bad file named in code throws; one named by a
 * variable is a warning, and the option counts as not given.
 */
export class Files {
  readonly #reader: Reader;
  readonly #host: Host;
  readonly #contents = new Map<string, Buffer | undefined>();

  constructor(reader: Reader, host: Host) {
    this.#reader = reader;
    this.#host = host;
  }

  /** A PEM file. */
  pem(row: Row<string>, path: Found<string> | undefined): Buffer | undefined {
    return this.#load(row, path, 'a readable PEM file of at most 1 MiB', (file) => {
      const content = this.#read(file, PEM_BYTES_MAX);
      return content?.includes('-----BEGIN ') === true ? content : undefined;
    });
  }

  /** A file with one bearer token. */
  token(row: Row<string>, path: Found<string> | undefined): string | undefined {
    return this.#load(row, path, 'a readable file with 1 to 4096 visible characters', (file) => {
      const token = this.#read(file, TOKEN_BYTES_MAX)?.toString('utf8').trim();
      return token !== undefined && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
    });
  }

  #load<T>(
    row: Row<string>,
    path: Found<string> | undefined,
    allowed: string,
    load: (file: string) => T | undefined,
  ): T | undefined {
    if (path === undefined) return undefined;
    const content = load(path.value);
    if (content !== undefined) return content;
    if (path.source === 'code') {
      const fix = 'Check that the file exists, is readable by this process and has that form.';
      throw this.#reader.invalid(row, path.value, 'UNREADABLE_FILE', allowed, fix);
    }
    this.#reader.warn(
      'ENV_FILE_UNREADABLE',
      `${path.source} is ${show(row, path.value)} and therefore ignored; allowed: ${allowed}.`,
    );
    return undefined;
  }

  #read(file: string, bytesMax: number): Buffer | undefined {
    if (!this.#contents.has(file)) this.#contents.set(file, this.#host.read(file, bytesMax));
    return this.#contents.get(file);
  }
}
