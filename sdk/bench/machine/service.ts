import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Framework, Variant, VariantPorts } from '../variants.ts';
import { Child } from './child.ts';
import { SERVER_CORE, taskset } from './pin.ts';
import { freePorts } from './ports.ts';

const SERVER = fileURLToPath(new URL('../apps/server.cjs', import.meta.url));

/** Where the services write their lines: memory, where the system has such a folder. */
export class LogFolder {
  readonly path: string;

  constructor() {
    this.path = mkdtempSync(
      join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sightline-bench-'),
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface ServiceSetting {
  readonly variant: Variant;
  readonly framework: Framework;
  /** Folder with the packages; becomes the working directory. */
  readonly packages: string;
  readonly logs: LogFolder;
  readonly extraRoutes?: number;
  readonly env?: Record<string, string>;
}

/** A running service under measurement. */
export interface Service {
  readonly variant: Variant;
  readonly child: Child;
  readonly ports: VariantPorts;
  readonly logFile: string;
  /** From spawning the process until it listened. */
  readonly startUpMs: number;
}

let started = 0;

export async function reservePorts(): Promise<VariantPorts> {
  const [service = 0, metrics = 0, otlp = 0] = await freePorts(3);
  return { service, metrics, otlp };
}

/** Starts one service on the server core; its stdout goes to a file, as in a container. */
export async function startService(setting: ServiceSetting, ports: VariantPorts): Promise<Service> {
  const { variant, framework, packages, logs } = setting;
  const logFile = join(logs.path, `${variant.name.replaceAll(' ', '-')}-${started++}.log`);
  const out = openSync(logFile, 'a');
  const args = [...variant.nodeArgs, SERVER, framework];
  const [command, ...rest] = taskset(SERVER_CORE, process.execPath, args);
  const spawnedAt = performance.now();
  const child = new Child(
    `${variant.name} (${framework})`,
    spawn(command, rest, {
      cwd: packages,
      stdio: ['ignore', out, process.env['BENCH_DEBUG'] ? 'inherit' : 'ignore', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        BENCH_PORT: String(ports.service),
        BENCH_EXTRA_ROUTES: String(setting.extraRoutes ?? 0),
        ...variant.env(ports),
        ...setting.env,
      },
    }),
  );
  closeSync(out);
  try {
    await child.message('listening');
  } catch (error) {
    const hint = process.env['BENCH_DEBUG'] ? '' : '; BENCH_DEBUG=1 shows what it printed';
    throw new Error(`${(error as Error).message}${hint}`, { cause: error });
  }
  return { variant, child, ports, logFile, startUpMs: performance.now() - spawnedAt };
}
