import type { WriteStream } from 'node:tty';
import { fit } from './paint.ts';

const COLUMNS = { min: 80, max: 120, otherwise: 100 } as const;

/** Prints blocks that stay, and on a terminal one line below them that changes. */
export class Screen {
  readonly #out: WriteStream;
  #status = '';

  constructor(out: WriteStream) {
    this.#out = out;
  }

  get live(): boolean {
    return this.#out.isTTY === true;
  }

  get coloured(): boolean {
    return this.live && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  }

  get columns(): number {
    const own = this.live ? this.#out.columns || COLUMNS.otherwise : COLUMNS.otherwise;
    return Math.min(COLUMNS.max, Math.max(COLUMNS.min, own));
  }

  print(lines: readonly string[]): void {
    this.#erase();
    this.#out.write(`${lines.join('\n')}\n`);
    this.#draw();
  }

  /** Sets the line at the bottom; where there is no terminal it is left out. */
  status(text: string): void {
    if (!this.live || text === this.#status) return;
    this.#erase();
    this.#status = text;
    this.#draw();
  }

  #erase(): void {
    if (this.live && this.#status !== '') this.#out.write('\r\x1b[K');
  }

  #draw(): void {
    // One column less than there is, so that the line never wraps.
    if (this.#status !== '') this.#out.write(fit(this.#status, this.columns - 1).trimEnd());
  }
}
