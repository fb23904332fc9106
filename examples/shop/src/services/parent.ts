/**
 * Tells whoever started this service where it listens, and ends with them: the channel closes when
 * the parent dies, however it dies. Started by hand, a service has no channel and just runs.
 */
export function tellParent(url: string): void {
  if (process.send === undefined) return;
  process.send({ type: 'listening', url });
  process.once('disconnect', () => process.exit(0));
}
