/**
 * How long one question may look through rows: the process also takes data in, so a question that
 * is too wide gets a partial answer instead of all the time.
 */
export const SCAN_BUDGET_MS = 800;
const ROWS_PER_LOOK = 256;

/** Says when a scan has to end. */
export class ScanBudget {
  readonly #endMs: number;
  #rows = 0;
  /** The scan ended before it saw everything. */
  spent = false;

  constructor(budgetMs = SCAN_BUDGET_MS) {
    this.#endMs = performance.now() + budgetMs;
  }

  /** To be asked once per row; false when the time is over. */
  left(): boolean {
    if (this.#rows++ % ROWS_PER_LOOK !== 0 || performance.now() < this.#endMs) return true;
    this.spent = true;
    return false;
  }
}
