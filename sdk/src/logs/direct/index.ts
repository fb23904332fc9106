export { deadLetterFolder } from './dead-letters.ts';
export type { CourierEvents } from './courier.ts';
export { fateOf, reasonOf, type BulkItem } from './outcome.ts';
export { Outbox } from './outbox.ts';
