/** Turns of the event loop that take too long: where, and on whose behalf. */
export type { StallFrame, StallOwner, StallReport } from './messages.ts';
export { watchStalls, type StallEvents } from './stalls.ts';
