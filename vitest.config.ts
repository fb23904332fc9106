import { defineConfig } from 'vitest/config';

// The long forms (full fuzz, package installation) only run when `npm run test:heavy` asks for
// them, so that `npm test` stays a matter of minutes on two cores.
const heavy = process.env['SIGHTLINE_HEAVY'] === '1';

// Their servers take every core while they start, which others would notice. What is only about the
// servers themselves is left to the long run: the tests of the SDK start them all the same.
const aboutServers = ['scripts/real-parts/{elasticsearch,collector}.test.ts'];
const realServers = [
  'sdk/test/real/*.test.ts',
  ...(heavy ? [...aboutServers, 'sdk/test/real/heavy/*.test.ts'] : []),
];

export default defineConfig({
  test: {
    reporters: ['default', './scripts/closing-line.ts'],
    coverage: { provider: 'v8', include: ['sdk/src/**'] },
    // End-to-end tests start child processes of their own; more workers than cores only makes
    // their waits longer.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'sdk/src/**/*.test.ts',
            'sdk/bench/**/*.test.ts',
            'stack/local/src/**/*.test.ts',
            'stack/local/ui/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: aboutServers,
        },
      },
      {
        test: {
          name: 'e2e',
          include: [
            'sdk/test/**/*.test.ts',
            'stack/local/test/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
          ],
          exclude: [
            'sdk/test/real/**',
            ...(heavy ? [] : ['{sdk,stack/local,examples/*}/test/heavy/**']),
          ],
          testTimeout: heavy ? 900_000 : 30_000,
          hookTimeout: heavy ? 300_000 : 60_000,
        },
      },
      {
        test: {
          name: 'servers',
          include: realServers,
          testTimeout: 30_000,
          // After the other projects, one file at a time.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
        },
      },
    ],
  },
});
