import { expect, test } from 'vitest';
import { DB } from '../../src/contract/index.ts';
import { LibraryService } from './service.ts';

test.each([
  ['--import', ['--import', 'sightline/register']],
  ['--require', ['--require', 'sightline/register']],
])('libraries that ES modules import are seen with %s', async (_, nodeArgs) => {
  const service = await LibraryService.start('imported.mjs', {}, { nodeArgs });
  try {
    const { answer, entry, spans } = await service.step('all', 4);
    expect(JSON.parse(answer.body)).toEqual(['rejected', 'rejected', 'rejected']);
    const systems = spans.map(({ attributes }) => attributes[DB.system]);
    expect(systems.toSorted()).toEqual(['memcached', 'mongodb', 'redis', 'sqlite']);
    expect(new Set(spans.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([entry.spanId]));
  } finally {
    await service.dispose();
  }
});
