import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATASET } from '../../src/contract/index.ts';
import { SEES_ES_MODULES } from '../support/paths.ts';
import { NEST_ROWS, PREFIXED_NEST_ROWS } from '../support/rows.ts';
import { describeTable } from '../support/table.ts';
import { LibraryService } from './service.ts';

const nodeArgs = ['--import', 'sightline/register'];
const options = (env: Readonly<Record<string, string>>, file = 'nest.mjs') => ({
  file: fileURLToPath(new URL(`apps/${file}`, import.meta.url)),
  nodeArgs: file === 'nest.mjs' ? nodeArgs : [],
  env,
});

describe.skipIf(!SEES_ES_MODULES)('Nest', () => {
  describeTable('Nest 12 on Express', () => options({ PLATFORM: 'express' }), NEST_ROWS);
  describeTable('Nest 12 on Fastify', () => options({ PLATFORM: 'fastify' }), NEST_ROWS);
  describeTable(
    'Nest 12 on Express with a prefix, by require',
    () => options({ PREFIX: 'shop' }, 'nest.cjs'),
    PREFIXED_NEST_ROWS,
  );
  describeTable(
    'Nest 12 on Fastify with a prefix',
    () => options({ PLATFORM: 'fastify', PREFIX: 'shop' }),
    PREFIXED_NEST_ROWS,
  );

  describe.each(['express', 'fastify'])('Nest on %s', (platform) => {
    let service: LibraryService;
    beforeAll(async () => {
      service = await LibraryService.start('nest.mjs', { PLATFORM: platform }, { nodeArgs });
    });
    afterAll(() => service?.dispose());

    test('the error of a request is in its line', async () => {
      const { traceId } = await service.fixture.request('/reject');
      const line = await service.fixture.waitForLine(
        ({ event, trace }) => event.dataset === DATASET.request && trace?.id === traceId,
      );
      expect(line.error).toMatchObject({ type: 'RangeError', message: 'rejected by the handler' });
      expect(line.error?.stack_trace).toContain('handlers.cjs');
    });

    test('a request that its client gives up has a route', async () => {
      await service.fixture.request('/hang/5', { abortAfterMs: 50 }).catch(() => undefined);
      const line = await service.fixture.waitForLine(({ http }) => http?.route === '/hang/:id');
      expect(line.error?.type).toBe('client_aborted');
    });

    test('spans of the application are children of the request', async () => {
      const { entry, spans } = await service.step('span', 4);
      expect(spans[0]?.parentSpanId).toBe(entry.spanId);
    });
  });
});
