import { RESOURCE } from '../contract/index.ts';
import type { Host } from './host.ts';

const PROC_BYTES_MAX = 262_144;
const CONTAINER_CGROUP = /docker|kubepods|containerd|libpod|crio|lxc|ecs\//;
/** 64 hexadecimal digits at the end of a path, with what container runtimes put around them. */
const CGROUP_ID = /[/:-]([0-9a-f]{64})(?:\.scope)?$/m;
const MOUNT_ID = /\/(?:containers|overlay-containers|sandboxes)\/([0-9a-f]{64})\//;
const NAMESPACE_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

export interface ContainerFacts {
  readonly inContainer: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

function first(env: NodeJS.ProcessEnv, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** Whether the process runs in a container, and what container and pod are called. */
export function containerFacts(env: NodeJS.ProcessEnv, host: Host): ContainerFacts {
  const inKubernetes = first(env, ['KUBERNETES_SERVICE_HOST']) !== undefined;
  const linux = host.platform === 'linux';
  const cgroup = linux ? readText(host, '/proc/self/cgroup') : '';
  const inContainer =
    inKubernetes ||
    CONTAINER_CGROUP.test(cgroup) ||
    (linux && (host.exists('/.dockerenv') || host.exists('/run/.containerenv')));
  const attributes: Record<string, string> = {};
  const id = inContainer && linux ? containerId(host, cgroup) : undefined;
  if (id !== undefined) attributes[RESOURCE.containerId] = id;
  const pod = {
    [RESOURCE.k8sPodName]: first(env, [
      'K8S_POD_NAME',
      'POD_NAME',
      ...(inKubernetes ? ['HOSTNAME'] : []),
    ]),
    [RESOURCE.k8sNamespace]:
      first(env, ['K8S_NAMESPACE', 'POD_NAMESPACE']) ??
      (inKubernetes ? readText(host, NAMESPACE_FILE).trim() : undefined),
    [RESOURCE.k8sNode]: first(env, ['K8S_NODE_NAME', ...(inKubernetes ? ['NODE_NAME'] : [])]),
  };
  for (const [name, value] of Object.entries(pod)) {
    if (value !== undefined && value !== '') attributes[name] = value;
  }
  return { inContainer, attributes };
}

function readText(host: Host, file: string): string {
  return host.read(file, PROC_BYTES_MAX)?.toString('utf8') ?? '';
}

/** From the cgroup path (version 1) or from where the runtime mounts its files (version 2). */
function containerId(host: Host, cgroup: string): string | undefined {
  return CGROUP_ID.exec(cgroup)?.[1] ?? MOUNT_ID.exec(readText(host, '/proc/self/mountinfo'))?.[1];
}
