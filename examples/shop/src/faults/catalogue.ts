/** What can go wrong in the shop when somebody asks for it, and where. */
export const FAULTS = {
  'slow-db': 'inventory, orders: each statement takes 300 ms more',
  'error-burst': 'inventory: every third call fails with INTERNAL',
  'blocked-loop': 'web: every tenth request blocks the event loop for 400 ms',
  'memory-leak': 'web: each request leaves 100 kB behind, up to 300 MB',
  'cache-down': 'cache: connections are dropped and new ones refused',
  'queue-backlog': 'notifier: each message takes 3 s',
  'payment-timeouts': 'bank: no answer, so payments wait and give up',
  'crash-loop': 'payments: ends with code 1 two seconds after each start',
  'bad-deploy': 'orders: version 2.0.0, which answers every fifth order with 500',
} as const;

/** Of the orders, while `bad-deploy` is on. */
export const BAD_VERSION = '2.0.0';

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text);
}
