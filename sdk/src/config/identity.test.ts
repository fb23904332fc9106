import { describe, expect, test } from 'vitest';
import { fakeHost } from '../../test/support/fake-host.ts';
import { RESOURCE } from '../contract/index.ts';
import { realHost } from './host.ts';
import type { InitOptions } from './options.ts';
import { resolve } from './resolve.ts';
import { SDK_VERSION } from './version.ts';

const MANIFEST = { '/srv/app/package.json': '{"name":"orders","version":"1.2.3"}' };
const LEGACY_ENVIRONMENT = RESOURCE.environment.replace(/\.name$/, '');
const ID = 'ab12'.repeat(16);

function identity(
  code: InitOptions = {},
  env: NodeJS.ProcessEnv = {},
  files: Readonly<Record<string, string>> = MANIFEST,
  overrides: Parameters<typeof fakeHost>[1] = {},
) {
  const { settings, sources, warnings } = resolve(code, env, fakeHost(files, overrides));
  return { ...settings, sources, warnings, attributes: settings.resourceAttributes };
}

describe('name of the service, best source first', () => {
  const attribute = { OTEL_RESOURCE_ATTRIBUTES: `${RESOURCE.serviceName}=attr` };
  test.each([
    [{ serviceName: 'code' }, { OTEL_SERVICE_NAME: 'env', ...attribute }, 'code', 'code'],
    [{ resourceAttributes: { [RESOURCE.serviceName]: 'c' } }, attribute, 'c', 'code'],
    [{}, { OTEL_SERVICE_NAME: 'env', ...attribute }, 'env', 'OTEL_SERVICE_NAME'],
    [{}, attribute, 'attr', 'OTEL_RESOURCE_ATTRIBUTES'],
    [{}, {}, 'orders', 'package.json'],
  ])('%j %j', (code, env, name, source) => {
    const result = identity(code, env);
    expect([result.serviceName, result.sources['serviceName']]).toEqual([name, source]);
    expect(result.attributes[RESOURCE.serviceName]).toBe(name);
  });

  test('nothing known', () => {
    const { serviceName, serviceVersion, attributes, sources } = identity({}, {}, {});
    expect([serviceName, serviceVersion]).toEqual(['unknown_service:node', undefined]);
    expect(attributes).not.toHaveProperty([RESOURCE.serviceVersion]);
    expect(sources['serviceVersion']).toBe('default');
  });
});

describe('package.json', () => {
  test.each([
    [
      'a nameless one only marks a module type',
      {
        '/srv/app/dist/package.json': '{"type":"module"}',
        ...MANIFEST,
      },
      {},
    ],
    ['a broken one is passed over', { '/srv/app/dist/package.json': '{', ...MANIFEST }, {}],
    [
      'a tool below node_modules is not the service',
      {
        '/srv/app/node_modules/next/package.json': '{"name":"next"}',
        ...MANIFEST,
      },
      { mainScript: '/srv/app/node_modules/next/dist/bin/next' },
    ],
    ['no script at all', MANIFEST, { mainScript: undefined }],
  ])('%s', (_, files, overrides) => {
    const result = identity({}, {}, files, overrides);
    expect([result.serviceName, result.serviceVersion]).toEqual(['orders', '1.2.3']);
  });

  test('the walk ends', () => {
    const deep = `/srv/app/${'d/'.repeat(40)}main.js`;
    expect(identity({}, {}, MANIFEST, { mainScript: deep }).serviceName).toMatch(/^unknown/);
  });

  test('a name in code keeps the version of the package', () => {
    const { serviceVersion, sources } = identity({ serviceName: 'x' });
    expect([serviceVersion, sources['serviceVersion']]).toEqual(['1.2.3', 'package.json']);
  });
});

describe('environment', () => {
  const current = `${RESOURCE.environment}=attr`;
  const legacy = `${LEGACY_ENVIRONMENT}=legacy`;
  test.each([
    [{ environment: 'code' }, { OTEL_RESOURCE_ATTRIBUTES: current, NODE_ENV: 'n' }, 'code'],
    [{}, { OTEL_RESOURCE_ATTRIBUTES: `${legacy},${current}`, NODE_ENV: 'n' }, 'attr'],
    [{}, { OTEL_RESOURCE_ATTRIBUTES: legacy, NODE_ENV: 'n' }, 'legacy'],
    [{}, { NODE_ENV: 'production' }, 'production'],
    [{}, { NODE_ENV: '' }, 'development'],
  ])('%j %j is %s', (code, env, expected) => {
    const { environment, attributes } = identity(code, env);
    expect([environment, attributes[RESOURCE.environment]]).toEqual([expected, expected]);
  });
});

describe('attributes', () => {
  test('of process, host and SDK', () => {
    expect(identity().attributes).toMatchObject({
      [RESOURCE.serviceInstanceId]: '11111111-2222-4333-8444-555555555555',
      [RESOURCE.hostName]: 'box-1',
      [RESOURCE.hostArch]: 'amd64',
      [RESOURCE.osType]: 'linux',
      [RESOURCE.processPid]: '4242',
      [RESOURCE.runtimeName]: 'nodejs',
      [RESOURCE.runtimeVersion]: '24.21.0',
      [RESOURCE.sdkName]: 'opentelemetry',
      [RESOURCE.sdkLanguage]: 'nodejs',
      [RESOURCE.sdkVersion]: '3.1.0',
      [RESOURCE.distroName]: 'sightline',
      [RESOURCE.distroVersion]: SDK_VERSION,
    });
  });

  test('code is merged over the percent-decoded variable; the SDK speaks for itself', () => {
    const env = { OTEL_RESOURCE_ATTRIBUTES: `region=eu%2C1,zone=a,${RESOURCE.sdkName}=other` };
    const { attributes } = identity({ resourceAttributes: { zone: 'b', weight: 3 } }, env);
    expect(attributes).toMatchObject({ region: 'eu,1', zone: 'b', weight: '3' });
    expect(attributes[RESOURCE.sdkName]).toBe('opentelemetry');
  });

  test('a given instance id is kept', () => {
    const env = { OTEL_RESOURCE_ATTRIBUTES: `${RESOURCE.serviceInstanceId}=mine` };
    expect(identity({}, env).attributes[RESOURCE.serviceInstanceId]).toBe('mine');
  });

  test.each(['broken', 'a=%zz', `a=${'x'.repeat(1025)}`])('%s is dropped whole', (text) => {
    const { warnings, attributes } = identity({}, { OTEL_RESOURCE_ATTRIBUTES: `b=1,${text}` });
    expect(warnings.map(({ code }) => code)).toEqual(['SIGHTLINE_ENV_INVALID']);
    expect(attributes).not.toHaveProperty('b');
  });

  test('names of other systems', () => {
    const { attributes } = identity({}, {}, {}, { platform: 'win32', arch: 'arm64' });
    expect(attributes).toMatchObject({
      [RESOURCE.osType]: 'windows',
      [RESOURCE.hostArch]: 'arm64',
    });
  });
});

describe('containers', () => {
  test.each([
    [{ '/proc/self/cgroup': `12:cpu:/docker/${ID}\n` }],
    [{ '/proc/self/cgroup': `0::/system.slice/docker-${ID}.scope\n` }],
    [{ '/proc/self/cgroup': `1:cpu:/kubepods/pod1/cri-containerd-${ID}.scope\n` }],
    [
      {
        '/.dockerenv': '',
        '/proc/self/cgroup': '0::/\n',
        '/proc/self/mountinfo': `1 2 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw\n`,
      },
    ],
  ])('id from %j', (files) => {
    expect(identity({}, {}, files).attributes[RESOURCE.containerId]).toBe(ID);
  });

  test('none outside a container', () => {
    const files = { '/proc/self/cgroup': '0::/user.slice/session-1.scope\n' };
    expect(identity({}, {}, files).attributes).not.toHaveProperty([RESOURCE.containerId]);
  });

  test('Kubernetes', () => {
    const namespace = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'orders-7d', NODE_NAME: 'n1' };
    const result = identity({}, env, { [namespace]: 'shop\n' });
    expect(result.attributes).toMatchObject({
      [RESOURCE.k8sPodName]: 'orders-7d',
      [RESOURCE.k8sNamespace]: 'shop',
      [RESOURCE.k8sNode]: 'n1',
    });
    expect(result.adminHost).toBe('0.0.0.0');
    const named = { ...env, POD_NAME: 'p', POD_NAMESPACE: 's', K8S_NODE_NAME: 'n2' };
    expect(identity({}, named).attributes).toMatchObject({
      [RESOURCE.k8sPodName]: 'p',
      [RESOURCE.k8sNamespace]: 's',
      [RESOURCE.k8sNode]: 'n2',
    });
    expect(identity({}, { HOSTNAME: 'laptop', NODE_NAME: 'x' }).attributes).not.toHaveProperty([
      RESOURCE.k8sPodName,
    ]);
  });
});

describe('the real machine', () => {
  test('one instance id per process', () => {
    expect(realHost().instanceId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
    expect(realHost().instanceId).toBe(realHost().instanceId);
  });

  test('reads are bounded and never throw', () => {
    const host = realHost();
    expect(host.read('/nonexistent', 10)).toBeUndefined();
    expect(host.read(process.cwd(), 10)).toBeUndefined();
    expect(host.read(process.execPath, 1000)).toBeUndefined();
    expect(host.read(`${process.cwd()}/package.json`, 1_000_000)?.length).toBeGreaterThan(0);
  });
});
