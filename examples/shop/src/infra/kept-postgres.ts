import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const KEEPER = fileURLToPath(new URL('postgres-keeper.ts', import.meta.url));

export interface KeptPostgres {
  /** For `DATABASE_URL`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A database that ends with this process, however it ends; undefined = there is none to be had. */
export function keepPostgres(): Promise<KeptPostgres | undefined> {
  const keeper = fork(KEEPER, { stdio: 'inherit', env: { ...process.env, NODE_OPTIONS: '' } });
  const gone = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (keeper.connected) keeper.disconnect();
    await gone;
  };
  return new Promise((resolve, reject) => {
    keeper.once('message', (message) => {
      const { url, fault } = message as { url?: string; fault?: string };
      if (fault !== undefined) reject(new Error(fault));
      else if (url === undefined) void stop().then(() => resolve(undefined));
      else resolve({ url, stop });
    });
    keeper.once('exit', (code) => reject(new Error(`The database ended with code ${code}.`)));
  });
}
