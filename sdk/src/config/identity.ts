import { RESOURCE } from '../contract/index.ts';
import type { ContainerFacts } from './container.ts';
import type { Host } from './host.ts';
import { findManifest, type Manifest } from './manifest.ts';
import type { Found } from './reader.ts';
import { OTEL_SDK_VERSION, SDK_VERSION } from './version.ts';

/** What code and environment say about the identity, already validated. */
export interface IdentityInput {
  readonly name: Found<string> | undefined;
  readonly version: Found<string> | undefined;
  readonly environment: Found<string> | undefined;
  readonly codeAttributes: Readonly<Record<string, string>>;
  readonly envAttributes: Readonly<Record<string, string>>;
  /** OTEL_SERVICE_NAME. */
  readonly envName: Found<string> | undefined;
  /** NODE_ENV. */
  readonly nodeEnv: string | undefined;
}

export interface Identity {
  readonly serviceName: Found<string>;
  readonly serviceVersion: Found<string> | undefined;
  readonly environment: Found<string>;
  /** All attributes of the resource, the three above included. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
}

const ATTRIBUTES_VARIABLE = 'OTEL_RESOURCE_ATTRIBUTES';
/** Name of the environment attribute before semantic conventions 1.27. */
const LEGACY_ENVIRONMENT = RESOURCE.environment.slice(0, -'.name'.length);
const UNKNOWN_SERVICE = 'unknown_service:node';

/** Decides who the service is, once, for all signals. */
export function identify(input: IdentityInput, host: Host, container: ContainerFacts): Identity {
  // The search touches the disk, so it waits until nothing better is known.
  let manifest: Manifest | undefined | null = null;
  const fromManifest = (key: keyof Manifest): Found<string> | undefined => {
    manifest = manifest === null ? findManifest(host) : manifest;
    const value = manifest?.[key];
    return value === undefined ? undefined : { value, source: 'package.json' };
  };
  const serviceName = input.name ??
    attribute(input.codeAttributes, RESOURCE.serviceName, 'code') ??
    input.envName ??
    attribute(input.envAttributes, RESOURCE.serviceName, ATTRIBUTES_VARIABLE) ??
    fromManifest('name') ?? { value: UNKNOWN_SERVICE, source: 'default' };
  const serviceVersion =
    input.version ??
    attribute(input.codeAttributes, RESOURCE.serviceVersion, 'code') ??
    attribute(input.envAttributes, RESOURCE.serviceVersion, ATTRIBUTES_VARIABLE) ??
    fromManifest('version');
  const environment = environmentOf(input);
  const resourceAttributes: Record<string, string> = {
    [RESOURCE.serviceInstanceId]: host.instanceId,
    ...hostAttributes(host),
    ...container.attributes,
    ...input.envAttributes,
    ...input.codeAttributes,
    [RESOURCE.serviceName]: serviceName.value,
    [RESOURCE.environment]: environment.value,
    ...sdkAttributes(),
  };
  if (serviceVersion !== undefined) {
    resourceAttributes[RESOURCE.serviceVersion] = serviceVersion.value;
  }
  return { serviceName, serviceVersion, environment, resourceAttributes };
}

function attribute(
  attributes: Readonly<Record<string, string>>,
  name: string,
  source: string,
): Found<string> | undefined {
  const value = attributes[name]?.trim();
  return value === undefined || value === '' ? undefined : { value, source };
}

function environmentOf(input: IdentityInput): Found<string> {
  const { codeAttributes, envAttributes, nodeEnv } = input;
  return (
    input.environment ??
    attribute(codeAttributes, RESOURCE.environment, 'code') ??
    attribute(codeAttributes, LEGACY_ENVIRONMENT, 'code') ??
    attribute(envAttributes, RESOURCE.environment, ATTRIBUTES_VARIABLE) ??
    attribute(envAttributes, LEGACY_ENVIRONMENT, ATTRIBUTES_VARIABLE) ??
    (nodeEnv === undefined
      ? { value: 'development', source: 'default' }
      : { value: nodeEnv, source: 'NODE_ENV' })
  );
}

/** Names of the semantic conventions where Node's own differ. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: 'x86',
  arm: 'arm32',
  ppc: 'ppc32',
};
const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };

function hostAttributes(host: Host): Record<string, string> {
  const attributes: Record<string, string> = {
    [RESOURCE.hostArch]: ARCHITECTURES[host.arch] ?? host.arch,
    [RESOURCE.osType]: SYSTEMS[host.platform] ?? host.platform,
    [RESOURCE.processPid]: String(host.pid),
    [RESOURCE.runtimeName]: 'nodejs',
    [RESOURCE.runtimeVersion]: host.nodeVersion,
  };
  if (host.hostname !== '') attributes[RESOURCE.hostName] = host.hostname;
  return attributes;
}

/** What made the telemetry; nobody may claim otherwise. */
function sdkAttributes(): Record<string, string> {
  return {
    [RESOURCE.sdkName]: 'opentelemetry',
    [RESOURCE.sdkLanguage]: 'nodejs',
    [RESOURCE.sdkVersion]: OTEL_SDK_VERSION,
    [RESOURCE.distroName]: 'sightline',
    [RESOURCE.distroVersion]: SDK_VERSION,
  };
}
