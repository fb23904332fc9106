import Module, { createRequire } from 'node:module';
import { sep } from 'node:path';

/** A module of a wanted package that has run. */
export interface LoadedModule {
  readonly name: string;
  /** Inside the package, without extension. */
  readonly file: string;
  /** What the name of the package stands for. */
  readonly isMain: boolean;
  readonly exports: unknown;
  /** What another file of the package exports, if it has run: it may load by a relative name. */
  sibling(file: string): unknown;
}

interface Loader {
  _load(request: string, parent: unknown, isMain: boolean): unknown;
  _resolveFilename(request: string, parent: unknown, isMain: boolean): string;
  _cache: Record<string, { exports: unknown; loaded: boolean } | undefined>;
}

const loader = Module as unknown as Loader;
const IN_PACKAGE = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](.+)$/;

/** The package that a file belongs to, and the file inside of it without its extension. */
function placeOf(path: string): { name: string; file: string } | undefined {
  // The innermost node_modules counts.
  const from = path.lastIndexOf('node_modules');
  const found = from === -1 ? null : IN_PACKAGE.exec(path.slice(Math.max(0, from - 1)));
  if (found === null) return undefined;
  const [, name = '', file = ''] = found;
  return {
    name: name.replaceAll('\\', '/'),
    file: file.replaceAll('\\', '/').replace(/\.[cm]?js$/, ''),
  };
}

/**
 * Tells about CommonJS modules of packages: those that are loaded already at once, others when they
 * load. `import` of a CommonJS package comes by here too. Costs a look at the request per
 * `require`. The loader's hook stays in place when it ends and then passes everything through:
 * others may have wrapped it meanwhile.
 */
export function watchCommonJs(
  wanted: ReadonlySet<string>,
  onLoaded: (module: LoadedModule) => void,
): () => void {
  let isOn = true;
  const tell = (path: string, exports: unknown): void => {
    const place = placeOf(path);
    if (place === undefined || !wanted.has(place.name)) return;
    const isMain = mainFileOf(place.name, path) === place.file;
    const extension = /\.[cm]?js$/.exec(path)?.[0] ?? '';
    const folder = path.slice(0, path.length - extension.length - place.file.length);
    const sibling = (other: string): unknown => {
      const module = loader._cache[`${folder}${other.replaceAll('/', sep)}${extension}`];
      return module?.loaded === true ? module.exports : undefined;
    };
    onLoaded({ ...place, isMain, exports, sibling });
  };
  const original = loader._load;
  loader._load = function load(request, parent, isMain) {
    const exports: unknown = Reflect.apply(original, this, [request, parent, isMain]);
    if (!isOn || typeof request !== 'string' || !mayBeWanted(request, wanted)) return exports;
    try {
      tell(loader._resolveFilename(request, parent, isMain), exports);
    } catch {
      // What cannot be resolved was not loaded from a file.
    }
    return exports;
  };
  for (const [path, module] of Object.entries(loader._cache)) {
    if (module?.loaded === true) tell(path, module.exports);
  }
  return () => {
    isOn = false;
  };
}

/** By name, by a path below it, or by an absolute file name, as `import` asks. */
function mayBeWanted(request: string, wanted: ReadonlySet<string>): boolean {
  const first = request.charCodeAt(0);
  const isRelative = first === DOT;
  if (isRelative) return false;
  if (first === SLASH || request.includes('node_modules')) return true;
  const slash = request.indexOf('/', first === AT ? request.indexOf('/') + 1 : 0);
  return wanted.has(slash === -1 ? request : request.slice(0, slash));
}

const DOT = 46;
const SLASH = 47;
const AT = 64;

/** The file that the name of a package stands for where this file lies. */
function mainFileOf(name: string, path: string): string | undefined {
  try {
    return placeOf(createRequire(path).resolve(name))?.file;
  } catch {
    return undefined;
  }
}
