import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing, prepared, say, type Missing } from './cache.ts';
import { treeDigest } from './digest.ts';
import { findJdk } from './java.ts';
import { mavenDependencies } from './maven.ts';
import { orMissing, present } from './part.ts';
import { freePort, run, RunningServer } from './process.ts';

const VERSION = '4.4.0';
const ARTIFACT = { group: 'org.apache.kafka', name: 'kafka_2.13', version: VERSION };
/** Of its files: Maven has no check that would stop it. */
const DIGEST = '59e6be1f570d54068e8ebcc07290cf27bea670ba110c66a27b6de6e64e4d93df';
const JAVA_AT_LEAST = 17;
const READY_MS = 60_000;
const LOOPBACK = '127.0.0.1';

interface KafkaHome {
  /** The server and what it needs, as jars. */
  readonly libraries: string;
  readonly java: string;
}

/** A broker of its own that is its own controller, on the loopback interface. */
export interface RunningKafka {
  readonly port: number;
  readonly address: string;
  readonly server: RunningServer;
  stop(): Promise<void>;
}

/** Kafka as Maven Central has it, prepared when it is not in the cache. */
export async function kafkaHome(): Promise<KafkaHome | Missing> {
  return orMissing('Kafka', async () => {
    const { home } = present(await findJdk(JAVA_AT_LEAST));
    const folder = await prepared(`kafka-${VERSION}`, async (work) => {
      say(`getting Kafka ${VERSION}`);
      const libraries = join(work, 'libraries');
      await mavenDependencies(ARTIFACT, { folder: libraries, java: home });
      const digest = await treeDigest(libraries);
      if (digest !== DIGEST) throw new Error(`the files are not the known ones: ${digest}`);
    });
    return { libraries: join(folder, 'libraries'), java: join(home, 'bin', 'java') };
  });
}

/** Starts one in a folder that is removed when it stops. Topics have two partitions. */
export async function startKafka(): Promise<RunningKafka | Missing> {
  const home = await kafkaHome();
  if (isMissing(home)) return home;
  const folder = await mkdtemp(join(tmpdir(), 'sightline-kafka-'));
  const [port, control] = [await freePort(), await freePort()];
  const settings = join(folder, 'server.properties');
  await mkdir(join(folder, 'data'));
  await writeFile(settings, settingsOf(folder, port, control));
  const java = ['-cp', join(home.libraries, '*')];
  const where = { cwd: folder };
  const format = ['format', '--standalone', '-t', 'c2lnaHRsaW5lLXRlc3RzMQ', '-c', settings];
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await run(home.java, [...java, 'kafka.tools.StorageTool', ...format], where);
    const memory = ['-Xms192m', '-Xmx384m', '-XX:+UseSerialGC'];
    const server = new RunningServer(
      home.java,
      [...memory, ...java, 'kafka.Kafka', settings],
      where,
    );
    const stop = async (): Promise<void> => {
      await server.kill();
      await remove();
    };
    try {
      await server.readyWhen(() => answers(port), READY_MS);
    } catch (error) {
      await stop();
      throw error;
    }
    return { port, address: `${LOOPBACK}:${port}`, server, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

function settingsOf(folder: string, port: number, control: number): string {
  const listeners = `PLAINTEXT://${LOOPBACK}:${port},CONTROLLER://${LOOPBACK}:${control}`;
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `${LOOPBACK}:${control}`,
    listeners,
    'advertised.listeners': listeners,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'num.partitions': 2,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** An ApiVersions request of version 0, by client `x`; a broker that is ready answers it. */
const API_VERSIONS = Buffer.from([0, 0, 0, 11, 0, 18, 0, 0, 0, 0, 0, 1, 0, 1, 120]);

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => socket.write(API_VERSIONS));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
