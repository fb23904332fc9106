import type { InstallFigures } from '../measure/install.ts';
import type { RequestFigures } from '../measure/figures.ts';
import type { ScrapeFigures } from '../measure/scrape.ts';
import type { StartUpFigures } from '../measure/startup.ts';
import type { Framework } from '../variants.ts';

/** Everything that one run measured; a part that was not asked for is empty. */
export interface Results {
  readonly requests: Map<Framework, RequestFigures[]>;
  readonly startUp: Map<Framework, StartUpFigures[]>;
  scrape: ScrapeFigures[];
  install: InstallFigures[];
  /** Parts that failed, with the reason. */
  readonly failures: string[];
}
