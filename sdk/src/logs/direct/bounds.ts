// The bounds of the shipper's memory and of what it does at once.

/** Requests under way at once. */
export const LANES_MAX = 2;
/** When more than this waits in memory, the oldest goes to disk. */
export const PENDING_MAX_BYTES = 4 * 1024 * 1024;
/** When the disk does not take it either, the oldest is dropped at this bound. */
export const PENDING_LIMIT_BYTES = 12 * 1024 * 1024;
/** How often it looks for what other processes left behind. */
export const ADOPT_EVERY_MS = 30_000;

/** Lines that a busy backend refused while it took others are offered again this much later. */
export const REST_MS = 2000;
