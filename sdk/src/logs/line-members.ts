import { LOG_FIELD } from '../contract/index.ts';

// What stands between the values of lines of requests and of other work, in the order of a line.
export const START = Buffer.from(`{"${LOG_FIELD.timestamp}":"`);
export const SPAN = Buffer.from(`"},"${LOG_FIELD.span}":{"id":"`);
export const EVENT = Buffer.from(`"},"${LOG_FIELD.event}":{"id":"`);
export const SEQUENCE = Buffer.from('","sequence":');
export const END = Buffer.from('}\n');
