import type { Exception, Finding } from './exceptions.ts';
import type { SourceFile } from './files.ts';
import { syntaxOf } from './syntax.ts';

const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
type Manifest = { readonly [group in (typeof GROUPS)[number]]?: Readonly<Record<string, string>> };

interface Lock {
  readonly packages: Readonly<
    Record<string, Manifest & { readonly resolved?: string; readonly link?: boolean }>
  >;
}

/** One version, or one version of a package under another name. */
const EXACT = /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** Dependencies that no module of the package imports, and why they are there. */
export const NOT_IMPORTED: readonly Exception[] = [
  {
    what: '@opentelemetry/exporter-trace-otlp-grpc',
    reason: 'The exporter of the SDK below; its transport is ours, so both are pinned together.',
  },
];

/** Ranges: what npm resolves depends on the Node that runs it, so every version is exact. */
export function looseVersions({ path, text }: SourceFile): string[] {
  const manifest = JSON.parse(text) as Manifest;
  return GROUPS.flatMap((group) =>
    Object.entries(manifest[group] ?? {})
      .filter(([, version]) => !EXACT.test(version))
      .map(([name, version]) => `${path}: ${name} is "${version}", not one exact version`),
  );
}

/** Addresses in the lock file: it has to work with whatever registry a machine is given. */
export function lockedAddresses(lockText: string): string[] {
  const { packages } = JSON.parse(lockText) as Lock;
  return Object.entries(packages)
    .filter(([, { resolved, link }]) => resolved !== undefined && link !== true)
    .map(([name, { resolved }]) => `package-lock.json: ${name} is resolved to ${resolved}`);
}

/** Manifests that the lock file does not know as they are: `npm ci` refuses such a lock. */
export function notLocked(manifests: readonly SourceFile[], lockText: string): string[] {
  const { packages } = JSON.parse(lockText) as Lock;
  return manifests
    .filter(({ path, text }) => {
      const locked = packages[path.replace(/\/?package\.json$/, '')];
      const manifest = JSON.parse(text) as Manifest;
      const groups = GROUPS.map((group) => Object.entries(manifest[group] ?? {}).sort());
      const known = GROUPS.map((group) => Object.entries(locked?.[group] ?? {}).sort());
      return locked === undefined || JSON.stringify(groups) !== JSON.stringify(known);
    })
    .map(({ path }) => `${path}: not as in package-lock.json, run "npm run relock"`);
}

/** `@scope/name` or `name` of what an import names. */
function packageOf(from: string): string {
  const [first = '', second = ''] = from.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Run-time dependencies of a package that nothing below `files` imports. */
export function unusedDependencies(manifest: SourceFile, files: readonly SourceFile[]): Finding[] {
  const imported = new Set(
    files.flatMap((file) => syntaxOf(file).imports.map(({ value }) => packageOf(value.from))),
  );
  const { dependencies = {} } = JSON.parse(manifest.text) as Manifest;
  return Object.keys(dependencies)
    .filter((name) => !imported.has(name))
    .map((name) => ({ what: name, problem: `${manifest.path}: nothing imports ${name}` }));
}

/** Packages that the published code imports and its manifest does not name. */
export function undeclaredImports(manifest: SourceFile, files: readonly SourceFile[]): string[] {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(manifest.text) as Manifest & {
    peerDependencies?: Record<string, string>;
  };
  const known = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  return files.flatMap((file) =>
    syntaxOf(file)
      .imports.map(({ line, value }) => ({ line, name: packageOf(value.from) }))
      .filter(({ name }) => !name.startsWith('.') && !name.startsWith('node:') && !known.has(name))
      .map(({ line, name }) => `${file.path}:${line}: ${name} is no dependency`),
  );
}
