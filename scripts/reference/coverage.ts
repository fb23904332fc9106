import {
  HOOKS_SAFE_FROM,
  ADAPTERS,
  SEEN_BELOW,
  type LibraryAdapter,
  type Way,
} from '../../sdk/src/libraries/index.ts';
import { code, NOTICE, table } from './markdown.ts';

const OPENING = `# Coverage

${NOTICE}

This page says which libraries the SDK sees and how, for whoever asks why a call is missing from a
trace. The start line of a service says the same about the libraries that it has.`;

const WAYS: Readonly<Record<Way, string>> = {
  channel: 'Channels of the library or of Node: any load order, ES modules, bundles.',
  builtin: 'A module of Node, wrapped when it is loaded: any load order, ES modules, bundles.',
  patch: 'Its CommonJS prototypes are wrapped: any load order, ES modules too; not in bundles.',
  esm:
    'A line is added to its ES modules as they load: needs `node --import sightline/register`, ' +
    `and Node ${HOOKS_SAFE_FROM} or newer.`,
  below: 'Seen through what it is built on.',
};

function versions({ from, to }: LibraryAdapter): string {
  return to === undefined ? `${from} and newer` : `${from} to ${to}`;
}

/** The page `docs/coverage.md`, from the registry of adapters. */
export function renderCoverage(): string {
  const ways = Object.entries(WAYS).map(([way, text]) => [code(way), text]);
  const rows = [...SEEN_BELOW, ...ADAPTERS].map((library) => [
    code(library.name),
    versions(library),
    code(library.way),
    library.gives,
  ]);
  return `${[
    OPENING,
    '## Libraries',
    table(['Package', 'Major versions', 'Way', 'What is seen'], rows),
    '## Ways',
    table(['Way', 'What it means'], ways),
  ].join('\n\n')}\n`;
}
