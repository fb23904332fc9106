import type { Host } from '../../src/config/index.ts';

/** A machine made of a map of files, so that no test depends on where it runs. */
export function fakeHost(
  files: Readonly<Record<string, string>> = {},
  overrides: Partial<Host> = {},
): Host {
  return {
    mainScript: '/srv/app/dist/main.js',
    cwd: '/srv/app',
    hostname: 'box-1',
    arch: 'x64',
    platform: 'linux',
    pid: 4242,
    nodeVersion: '24.21.0',
    instanceId: '11111111-2222-4333-8444-555555555555',
    exists: (file) => file in files,
    read: (file, bytesMax) => {
      const text = files[file];
      return text === undefined || text.length > bytesMax ? undefined : Buffer.from(text);
    },
    ...overrides,
  };
}
