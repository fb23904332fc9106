import { dirname, join } from 'node:path/posix';
import type { SourceFile } from './files.ts';

const LINK = /\]\(([^)\s]+)\)/g;

/** Relative links of a Markdown file as paths from the root, without their anchors. */
function linkedPaths({ path, text }: SourceFile): string[] {
  return [...text.matchAll(LINK)]
    .map(([, target = '']) => target.split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(path), target).replace(/\/$/, ''));
}

/** Links between Markdown files that lead nowhere. */
export function brokenLinks(files: readonly SourceFile[]): string[] {
  const known = new Set<string>();
  for (const { path } of files) {
    for (let part = path; part !== '.'; part = dirname(part)) known.add(part);
  }
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap((file) =>
      linkedPaths(file)
        .filter((target) => !known.has(target))
        .map((target) => `${file.path}: link to ${target}, which does not exist`),
    );
}

/** Pages below docs/ that no reader finds: neither the README nor a page it links to names them. */
export function unreachablePages(files: readonly SourceFile[]): string[] {
  const pages = new Map(files.filter(({ path }) => path.endsWith('.md')).map((f) => [f.path, f]));
  const reached = new Set<string>();
  const follow = (path: string): void => {
    const page = pages.get(path);
    if (page === undefined || reached.has(path)) return;
    reached.add(path);
    for (const target of linkedPaths(page)) follow(target);
  };
  follow('README.md');
  return [...pages.keys()]
    .filter((path) => path.startsWith('docs/') && !reached.has(path))
    .map((path) => `${path}: cannot be reached from README.md`);
}

/** Pages of docs/ open with one sentence that says what they are for and who reads them. */
export function withoutOpening(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => /^docs\/[^/]+\.md$/.test(path))
    .filter(({ text }) => !/^# [^\n]+\n\n(?:<!--[^]*?-->\s*)?[A-Z][^\n]{20,}/.test(text))
    .map(({ path }) => `${path}: no title followed by a sentence on goal and reader`);
}
