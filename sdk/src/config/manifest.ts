import path from 'node:path';
import type { Host } from './host.ts';

/** What the service's own package.json says. */
export interface Manifest {
  readonly name: string | undefined;
  readonly version: string | undefined;
}

const LEVELS_MAX = 12;
const MANIFEST_BYTES_MAX = 1_048_576;

/**
 * The nearest package.json with a name, from the started script upwards. A script below
 * node_modules is a tool (a test runner, a framework's command), so the working folder counts then.
 */
export function findManifest(host: Host): Manifest | undefined {
  const script = host.mainScript;
  const foreign = script === undefined || script.split(/[\\/]/).includes('node_modules');
  let folder = foreign ? host.cwd : path.dirname(script);
  for (let level = 0; level < LEVELS_MAX; level += 1) {
    const manifest = readManifest(host, path.join(folder, 'package.json'));
    // One without a name only sets the module type of a folder.
    if (manifest?.name !== undefined) return manifest;
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

function readManifest(host: Host, file: string): Manifest | undefined {
  const text = host.read(file, MANIFEST_BYTES_MAX)?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    const { name, version } = JSON.parse(text) as Record<string, unknown>;
    return { name: nonEmpty(name), version: nonEmpty(version) };
  } catch {
    return undefined;
  }
}

function nonEmpty(value: unknown): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' || trimmed.length > 255 ? undefined : trimmed;
}
