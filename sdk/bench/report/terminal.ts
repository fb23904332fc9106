import { stderr } from 'node:process';

/** One line that says what is happening: rewritten on a terminal, else one line per stage. */
export class Progress {
  readonly #started = performance.now();
  #stage = '';

  readonly show = (text: string): void => {
    const seconds = Math.round((performance.now() - this.#started) / 1000);
    if (stderr.isTTY) {
      stderr.write(`\r\x1b[K${clock(seconds)}  ${text.slice(0, (stderr.columns || 80) - 10)}`);
      return;
    }
    const stage = text.replace(/\d+ of/g, 'of');
    if (stage === this.#stage) return;
    this.#stage = stage;
    stderr.write(`${clock(seconds)}  ${text}\n`);
  };

  /** A line that stays. */
  readonly say = (line: string): void => {
    this.clear();
    stderr.write(`${line}\n`);
  };

  clear(): void {
    if (stderr.isTTY) stderr.write('\r\x1b[K');
  }
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
