import { describe, expect, test } from 'vitest';
import { METRICS } from '../sdk/src/contract/index.ts';
import { brokenLinks, unreachablePages, withoutOpening } from './tidy/documents.ts';
import { withExceptions } from './tidy/exceptions.ts';
import { FILES, LOCAL_SOURCE, SDK_SOURCE, isCode, type SourceFile } from './tidy/files.ts';
import { wrongWay } from './tidy/layers.ts';
import { FIXED_NAMES, metricProblems } from './tidy/metrics.ts';
import { SPELLED, spelledNames } from './tidy/names.ts';
import {
  NOT_IMPORTED,
  lockedAddresses,
  looseVersions,
  notLocked,
  undeclaredImports,
  unusedDependencies,
} from './tidy/packages.ts';
import {
  LONG_FILES,
  LONG_FUNCTIONS,
  LONG_LINES,
  longFiles,
  longFunctions,
  longLines,
  tooLong,
} from './tidy/sizes.ts';
import { syntaxOf } from './tidy/syntax.ts';
import { badLines, hiddenTests } from './tidy/text.ts';

const CODE = FILES.filter(({ path }) => isCode(path));

function file(path: string): SourceFile {
  const found = FILES.find((one) => one.path === path);
  if (found === undefined) throw new Error(`${path} is missing`);
  return found;
}

describe('structure', () => {
  test('imports inside a package go one way', () => {
    expect(wrongWay([...SDK_SOURCE, ...LOCAL_SOURCE])).toEqual([]);
  });

  test('the door of a folder is an explicit list of exports', () => {
    const stars = [...SDK_SOURCE, ...LOCAL_SOURCE].flatMap((source) =>
      syntaxOf(source).starExports.map(({ line }) => `${source.path}:${line}: export *`),
    );
    expect(stars).toEqual([]);
  });

  test('only the contract spells the names of metrics, labels, attributes and fields', () => {
    expect(withExceptions(spelledNames(SDK_SOURCE), SPELLED)).toEqual([]);
  });
});

describe('sizes', () => {
  test('no file is too long to read', () => {
    expect(tooLong(CODE)).toEqual([]);
    expect(withExceptions(longFiles(CODE), LONG_FILES)).toEqual([]);
  });

  test('no function is too long to keep in mind', () => {
    expect(withExceptions(longFunctions(CODE), LONG_FUNCTIONS)).toEqual([]);
  });

  test('no line is wider than the page', () => {
    expect(withExceptions(longLines(CODE), LONG_LINES)).toEqual([]);
  });
});

describe('metrics', () => {
  test('families follow the naming rules of Prometheus', () => {
    expect(withExceptions(metricProblems(METRICS), FIXED_NAMES)).toEqual([]);
  });
});

describe('text', () => {
  test('no open work, focused tests, machine paths or registry addresses', () => {
    expect(badLines(FILES)).toEqual([]);
    expect(hiddenTests(CODE)).toEqual([]);
  });

  test('pages exist, open with their goal, and can be reached from the README', () => {
    for (const path of ['docs/configuration.md', 'docs/errors.md', 'CHANGELOG.md', 'SECURITY.md']) {
      expect(file(path).text.length, path).toBeGreaterThan(200);
    }
    expect(withoutOpening(FILES)).toEqual([]);
    expect(brokenLinks(FILES)).toEqual([]);
    expect(unreachablePages(FILES)).toEqual([]);
  });
});

describe('packages', () => {
  const manifests = FILES.filter(({ path }) => /(?:^|\/)package\.json$/.test(path));

  const workspaces = manifests.filter(({ path }) =>
    /^(?:(?:sdk|stack\/local|examples\/\w+)\/)?[^/]+$/.test(path),
  );

  test('every version is exact', () => {
    expect(manifests.length).toBeGreaterThan(1);
    expect(manifests.flatMap(looseVersions)).toEqual([]);
  });

  test('the lock file knows every workspace, by versions and hashes, never by an address', () => {
    const lock = file('package-lock.json').text;
    expect(notLocked(workspaces, lock)).toEqual([]);
    expect(lockedAddresses(lock)).toEqual([]);
  });

  test('the SDK declares what it imports and imports what it declares', () => {
    const manifest = file('sdk/package.json');
    expect(undeclaredImports(manifest, SDK_SOURCE)).toEqual([]);
    expect(withExceptions(unusedDependencies(manifest, SDK_SOURCE), NOT_IMPORTED)).toEqual([]);
  });

  test('so does the local stack', () => {
    const manifest = file('stack/local/package.json');
    expect(undeclaredImports(manifest, LOCAL_SOURCE)).toEqual([]);
    expect(unusedDependencies(manifest, LOCAL_SOURCE)).toEqual([]);
  });
});
