import { readFileSync } from 'node:fs';
import { filesBelow } from './paths.ts';

interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** What processes announced in a `SIGHTLINE_TARGETS_DIR`, in Prometheus' file_sd form. */
export function announcedTargets(folder: string): TargetGroup[] {
  return filesBelow(folder, '.json').flatMap(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as TargetGroup[],
  );
}
