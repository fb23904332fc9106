/** By a flag of Node: before the program, and before anything that it imports. */
export function isPreloaded(execArgv: readonly string[], nodeOptions: string | undefined): boolean {
  const flags = [...execArgv, ...(nodeOptions ?? '').split(' ')];
  return flags.some((flag) => /^(?:--import|--require|-r)\b/.test(flag));
}
