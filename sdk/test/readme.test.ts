import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOtlpReceiver, type OtlpReceiver } from '../src/testing/index.ts';
import { Child } from './support/child.ts';
import { packTarball, removeFolder, temporaryFolder, unpackedProject } from './support/package.ts';
import { filesBelow, FIXTURE_NODE, ROOT_FOLDER } from './support/paths.ts';
import { fileNameOf, snippetsOf } from './support/snippets.ts';

/** What snippets may import besides the SDK and its dependencies. */
const NEIGHBOURS = ['express', 'fastify', 'undici', 'vitest'];
/** A service that still runs after this long has started well. */
const RUNS_FOR_MS = 1500;

const documents = [
  join(ROOT_FOLDER, 'README.md'),
  join(ROOT_FOLDER, 'sdk/README.md'),
  ...(existsSync(join(ROOT_FOLDER, 'docs')) ? filesBelow(join(ROOT_FOLDER, 'docs'), '.md') : []),
].filter((file) => existsSync(file));

const snippets = documents.flatMap((file) =>
  snippetsOf(readFileSync(file, 'utf8')).map((snippet) => ({
    ...snippet,
    name: `${relative(ROOT_FOLDER, file)}:${snippet.line}`,
  })),
);

describe.runIf(snippets.length > 0)('snippets of the documentation', () => {
  let folder: string;
  let project: string;
  let otlp: OtlpReceiver;
  beforeAll(async () => {
    folder = temporaryFolder('fixture-pack');
    project = unpackedProject(packTarball(folder), NEIGHBOURS);
    otlp = await startOtlpReceiver();
  });
  afterAll(async () => {
    [folder, project].forEach(removeFolder);
    await otlp.close();
  });

  test.each(snippets.filter((snippet) => snippet.noRun === undefined))('$name', async (snippet) => {
    const file = join(project, fileNameOf(snippet));
    writeFileSync(file, snippet.code);
    const child = new Child(file, {
      node: FIXTURE_NODE,
      cwd: project,
      env: {
        PATH: process.env['PATH'] ?? '',
        OTEL_EXPORTER_OTLP_ENDPOINT: otlp.endpoint,
        SIGHTLINE_ADMIN_PORT: '0',
        PORT: '0',
      },
    });
    const ended = await Promise.race([
      child.exited,
      new Promise((resolve) => setTimeout(resolve, RUNS_FOR_MS)),
    ]);
    child.kill('SIGKILL');
    await child.exited;
    expect(child.stderr).toEqual([]);
    // Still running is as good as ended well.
    if (ended !== undefined) expect(ended).toEqual({ code: 0, signal: null });
  });
});

describe('the extractor', () => {
  const markdown = [
    'text',
    '```js',
    "import 'sightline/register';",
    '```',
    '```sh',
    '```js is text here',
    '```',
    '~~~ts no-run="needs a database"',
    'const a: number = 1;',
    '~~~',
    '````md',
    '```js',
    'not run',
    '```',
    '````',
    '```cjs',
    "require('sightline/register');",
    '```',
  ].join('\n');

  test('finds js and ts blocks, their lines and reasons', () => {
    expect(snippetsOf(markdown)).toEqual([
      { language: 'js', line: 2, noRun: undefined, code: "import 'sightline/register';" },
      { language: 'ts', line: 8, noRun: 'needs a database', code: 'const a: number = 1;' },
      { language: 'js', line: 16, noRun: undefined, code: "require('sightline/register');" },
    ]);
  });

  test('names files so that Node runs them as what they are', () => {
    expect(snippetsOf(markdown).map(fileNameOf)).toEqual([
      'snippet.mjs',
      'snippet.mts',
      'snippet.cjs',
    ]);
  });

  test('a block without end is an error', () => {
    expect(() => snippetsOf('```js\nforever')).toThrow('line 1');
  });
});
