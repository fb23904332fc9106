// Runs the database in a process between the shop and it, which ends it when the shop has gone,
// however it went: PostgreSQL itself would not notice.
import { startPostgres } from './postgres.ts';

try {
  const postgres = await startPostgres();
  const stop = async (): Promise<void> => {
    await postgres?.stop();
    process.exit(0);
  };
  process.once('disconnect', () => void stop());
  // The terminal tells all of its processes; the shop says when it needs no database any more.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => undefined);
  process.send?.({ url: postgres?.url });
} catch (error) {
  process.send?.({ fault: (error as Error).message });
  process.disconnect?.();
}
