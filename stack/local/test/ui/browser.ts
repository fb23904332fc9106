import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A Chromium of this machine: the one that CHROMIUM_PATH names, or one by its usual names. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter);
  const usual = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [env['CHROMIUM_PATH'] ?? '', ...usual, MAC].find((file) => file !== '' && canRun(file));
}

/**
 * Where the browser tests find their browser. Without one they are left out, visibly; in CI that
 * would hide that nobody looked, so there it is a failure.
 */
export function chromiumOrSkip(): string | undefined {
  const found = findChromium();
  if (found === undefined && process.env['CI'] !== undefined) {
    throw new Error('no Chromium found: install one, or name it in CHROMIUM_PATH');
  }
  return found;
}

export async function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ARGS });
}
