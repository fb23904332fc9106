export { deadLetterFolder } from './dead-letters.ts';
export type { CourierEvents } from './courier.ts';
export { Outbox } from './outbox.ts';
