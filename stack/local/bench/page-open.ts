import type { WireServices } from '../src/wire/index.ts';
import { askJson, Place, until } from '../test/support/command.ts';
import { chromiumOrSkip, launch } from '../test/ui/browser.ts';

const OPENS = 7;

export interface PageOpenFigure {
  /** From asking for the page to its first row of data, in a browser without a cache. */
  readonly medianMs: number;
  readonly maxMs: number;
}

/** Opens the overview of a stack that runs a service; undefined when there is no browser. */
export async function benchPageOpen(service: string): Promise<PageOpenFigure | undefined> {
  const chromium = chromiumOrSkip();
  if (chromium === undefined) return undefined;
  const place = new Place();
  const browser = await launch(chromium);
  try {
    const { page: url } = await place.up('--no-data', '--', process.execPath, service);
    // There has to be something to be shown.
    await until('figures of the service', async () => {
      const { services } = await askJson<WireServices>(`${url}/api/services`);
      return services.find(({ health }) => health !== 'quiet');
    });
    const timesMs: number[] = [];
    for (let open = 0; open < OPENS; open++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const startMs = performance.now();
      await page.goto(url);
      await page.getByRole('link', { name: /trace/i }).first().waitFor();
      await page.getByText('failing').or(page.getByText('ok')).first().waitFor();
      timesMs.push(performance.now() - startMs);
      await context.close();
    }
    timesMs.sort((a, b) => a - b);
    const at = (index: number): number => timesMs[index] ?? Number.NaN;
    return { medianMs: at(Math.floor(OPENS / 2)), maxMs: at(OPENS - 1) };
  } finally {
    await browser.close();
    await place.clean();
  }
}
