import { rmSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

import { AdminServer, TargetFile, type AdminOutcome } from './admin/index.ts';
import { adminSources, type AdminNeeds } from './admin-sources.ts';
import { IDENTITY_LABELS } from './contract/index.ts';
import { Crew, Election, makeFolder, removeDead, socketOf, type Place } from './crew/index.ts';
import { warn } from './outages.ts';

export interface AdminPart {
  /** `http://host:port`, or the socket of a worker; undefined until it is known. */
  address(): string | undefined;
  /** Resolves with the address, or with undefined when there is no server. */
  readonly settled: Promise<string | undefined>;
  removeTarget(): void;
  stop(): Promise<void>;
}

/**
 * The admin server, on a port or, for a process or thread that another one speaks for, on a socket.
 * @param place among the processes of the service; undefined = alone
 */
export function startAdmin(needs: AdminNeeds, place: Place | undefined): AdminPart {
  const isOff = needs.resolution.settings.adminPort === 'off';
  // A thread without a place is spoken for by the main one, which knows nothing of it.
  if (isOff || (!isMainThread && place === undefined)) {
    return {
      address: () => undefined,
      settled: Promise.resolve(undefined),
      removeTarget: () => undefined,
      stop: () => Promise.resolve(),
    };
  }
  return new RunningAdmin(needs, place);
}

class RunningAdmin implements AdminPart {
  readonly settled: Promise<string | undefined>;
  readonly #needs: AdminNeeds;
  readonly #place: Place | undefined;
  #server: AdminServer | undefined;
  #address: string | undefined;
  #target: TargetFile | undefined;
  #election: Election | undefined;
  #isLeader = false;

  constructor(needs: AdminNeeds, place: Place | undefined) {
    this.#needs = needs;
    this.#place = place;
    this.settled = this.#begin().then((address) => {
      this.#address = address;
      return address;
    });
  }

  address(): string | undefined {
    return this.#address;
  }

  async #begin(): Promise<string | undefined> {
    const place = this.#place;
    if (place === undefined || (!place.isMember && place.name === 'main')) return this.#lead();
    if (!makeFolder(place.folder)) return isMainThread ? this.#lead() : undefined;
    if (place.mayLead) {
      this.#election = new Election(place.folder, () => void this.#promote());
      if (await this.#election.stand()) return this.#lead();
    }
    return this.#join(place);
  }

  /** Answers the one that leads. */
  async #join(place: Place): Promise<string | undefined> {
    const path = socketOf(place.folder, place.name);
    const sources = adminSources(this.#needs, undefined);
    const access = { ...sources.access, isPrivate: true };
    this.#server = new AdminServer({ path }, { ...sources, access });
    const outcome = await this.#server.start();
    if (outcome.listening) return `unix:${path}`;
    return isMainThread ? this.#lead() : undefined;
  }

  /** The one that led has ended. */
  async #promote(): Promise<void> {
    await this.#server?.stop();
    this.#address = await this.#lead();
  }

  async #lead(): Promise<string | undefined> {
    const { resolution, logs } = this.#needs;
    const { adminPort, adminPortExplicit: isPortExplicit, adminHost: host } = resolution.settings;
    const port = adminPort === 'off' ? 0 : adminPort;
    this.#isLeader = true;
    const crew = this.#place && new Crew(this.#place);
    if (this.#place !== undefined) removeDead(this.#place.folder);
    const sources = adminSources(this.#needs, crew);
    this.#server = new AdminServer({ port, isPortExplicit, host }, sources);
    const outcome = await this.#server.start();
    if (!outcome.listening) {
      warn(logs, 'ADMIN_PORT_BUSY', `no admin server on port ${port}: ${outcome.reason}`);
      return undefined;
    }
    return this.#announce(outcome, host);
  }

  #announce(outcome: AdminOutcome & { listening: true }, adminHost: string): string {
    const { logs } = this.#needs;
    if (outcome.movedFrom !== undefined) {
      const message = `admin port ${outcome.movedFrom} is taken; listening on ${outcome.port}`;
      warn(logs, 'ADMIN_PORT_MOVED', message);
    }
    const reachable = adminHost === '0.0.0.0' ? '127.0.0.1' : adminHost;
    const host = reachable.includes(':') ? `[${reachable}]` : reachable;
    this.#target = announce(this.#needs, `${host}:${outcome.port}`);
    return `http://${host}:${outcome.port}`;
  }

  removeTarget(): void {
    this.#target?.remove();
    const place = this.#place;
    if (place === undefined) return;
    // A first process takes the folder along; of an elected one, others still need it.
    if (this.#isLeader && place.name === 'main') {
      rmSync(place.folder, { recursive: true, force: true });
    } else if (!this.#isLeader) {
      rmSync(socketOf(place.folder, place.name), { force: true });
    }
  }

  async stop(): Promise<void> {
    this.#election?.stop();
    await this.#server?.stop();
  }
}

function announce({ resolution, logs }: AdminNeeds, address: string): TargetFile | undefined {
  const { targetsDir, serviceName, environment } = resolution.settings;
  if (targetsDir === undefined) return undefined;
  const [service, environmentLabel] = IDENTITY_LABELS;
  const labels = { [service]: serviceName, [environmentLabel]: environment };
  return new TargetFile({ folder: targetsDir, address, service: serviceName, labels }, (error) => {
    warn(logs, 'TARGETS_DIR_UNWRITABLE', `cannot announce the admin address: ${String(error)}`);
  });
}
