/** The delivery account of one signal, as `status()` shows it. */
export interface Account {
  readonly accepted: number;
  readonly adopted: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly rejectedStored: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly spooled: number;
  readonly inFlight: number;
  readonly failures: Readonly<Record<string, number>>;
}

export interface Accounts {
  readonly logs: Account;
  readonly spans: Account;
}

export function droppedOf({ dropped }: Account): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

/** What came in minus what became of it: 0 in a sound account, at every look. */
export function imbalance(account: Account): number {
  const { accepted, adopted, delivered, deadLettered, rejectedStored, spooled, inFlight } = account;
  const left = delivered + deadLettered + rejectedStored + droppedOf(account) + spooled + inFlight;
  return accepted + adopted - left;
}
