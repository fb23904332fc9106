import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig, readConfig, Scraper, type IngestInto } from '../ingest/index.ts';
import { StartError } from './options.ts';
import { temporaryFolder } from './temporary.ts';

/** Services that announce themselves are scraped as often as this. */
const INTERVAL = '5s';

export interface Scraping {
  readonly scraper: Scraper;
  /** The folder in which services announce their address. */
  readonly targetsFolder: string;
  close(): Promise<void>;
}

/** Scrapes what a configuration names, and every service that announces itself in a folder. */
export async function startScraping(
  into: IngestInto,
  configFile: string | undefined,
  onNotice: (text: string) => void,
): Promise<Scraping> {
  const targetsFolder = temporaryFolder('sightline-targets');
  const scraper = new Scraper(into, { onProblem: onNotice });
  try {
    const announced = parseConfig(announcedConfig(targetsFolder), join(targetsFolder, 'services'));
    const jobs = [...announced.jobs];
    if (configFile !== undefined) {
      const config = await readConfig(configFile).catch((error: unknown) => {
        throw new StartError((error as Error).message, { cause: error });
      });
      jobs.push(...config.jobs);
      if (config.notUsed.length > 0) {
        onNotice(`${configFile}: not used here: ${config.notUsed.join(', ')}`);
      }
    }
    await scraper.applyConfig({ jobs });
  } catch (error) {
    rmSync(targetsFolder, { recursive: true, force: true });
    throw error;
  }
  return {
    scraper,
    targetsFolder,
    async close() {
      await scraper.close();
      rmSync(targetsFolder, { recursive: true, force: true });
    },
  };
}

function announcedConfig(folder: string): string {
  const files = JSON.stringify(join(folder, '*.json'));
  return `scrape_configs:
  - job_name: services
    scrape_interval: ${INTERVAL}
    scrape_timeout: 4s
    file_sd_configs:
      - files: [${files}]
        refresh_interval: 1s
`;
}
