import { mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file in which a process tells Prometheus (file_sd) where its admin server listens. */
export interface TargetFile {
  remove(): void;
}

/**
 * Announces an address in the targets folder.
 * @throws when the folder cannot be written.
 */
export function announceTarget(
  folder: string,
  address: string,
  service: string,
  labels: Readonly<Record<string, string>>,
): TargetFile {
  mkdirSync(folder, { recursive: true });
  const safe = service.replaceAll(/[^\w.-]/g, '_').slice(0, 80);
  const file = join(folder, `${safe}-${process.pid}.json`);
  // Written beside and moved, so that Prometheus never reads half a file.
  const draft = `${file}.${Date.now()}.tmp`;
  writeFileSync(draft, `${JSON.stringify([{ targets: [address], labels }])}\n`);
  renameSync(draft, file);
  return {
    remove() {
      try {
        unlinkSync(file);
      } catch {
        // Somebody cleaned up before us.
      }
    },
  };
}
