import { ROOT, type SourceFile } from './files.ts';
import { syntaxOf } from './syntax.ts';

/** Patterns that name themselves are put together, so that this file passes its own rules. */
function pattern(...parts: string[]): RegExp {
  return new RegExp(parts.join(''), 'm');
}

const OPEN_WORK = pattern('\\b(?:TO', 'DO|FIX', 'ME|XX', 'X)\\b');
/** Somebody's home folder or checkout. */
const MACHINE_PATH = pattern('(?<![\\w.~-])/(?:home|Users|root|work', 'space|work)/[\\w.-]+');
/** Addresses of package registries; pages about packages are something else. */
const REGISTRY = pattern('https?://[^\\s\'"`]*\\b(?:regis', 'try|artifactory|nexus|verdaccio)\\b');

interface Rule {
  readonly name: string;
  readonly broken: (line: string) => boolean;
}

const RULES: readonly Rule[] = [
  { name: 'open work in a comment', broken: (line) => OPEN_WORK.test(line) },
  {
    name: 'path of one machine',
    broken: (line) => MACHINE_PATH.test(line) || line.includes(ROOT.replace(/\/$/, '')),
  },
  { name: 'address of a package registry', broken: (line) => REGISTRY.test(line) },
  { name: 'trailing space', broken: (line) => /[ \t]+$/.test(line) },
];

/** Lines that should not be in any file, as `path:line: rule`. */
export function badLines(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        RULES.filter(({ broken }) => broken(line)).map(
          ({ name }) => `${path}:${index + 1}: ${name}`,
        ),
      ),
  );
}

/** A comment of some length right above a test says why it does not run. */
const REASON = /^\s*\/\/.{15,}/;

/** Tests that hide others, and tests that do not run without saying why. */
export function hiddenTests(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const lines = file.text.split('\n');
    return syntaxOf(file)
      .marks.filter(({ line, value }) => value === 'only' || !REASON.test(lines[line - 2] ?? ''))
      .map(({ line, value }) => `${file.path}:${line}: .${value} without a reason above it`);
  });
}
