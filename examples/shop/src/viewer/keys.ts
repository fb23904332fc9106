const CTRL_C = '\u0003';

/** Calls back once when the reader wants to leave: `q`, Ctrl-C, or a signal. */
export function onLeave(leave: () => void): () => void {
  let left = false;
  const once = (): void => {
    if (left) return;
    left = true;
    leave();
  };
  const { stdin } = process;
  const onKey = (key: Buffer): void => {
    if (['q', 'Q', CTRL_C].includes(key.toString())) once();
  };
  if (stdin.isTTY) {
    stdin.setRawMode(true);
    stdin.on('data', onKey);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once);
  return () => {
    if (!stdin.isTTY) return;
    stdin.off('data', onKey);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
