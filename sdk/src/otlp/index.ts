export { writeAttribute, writeAttributes } from './attributes.ts';
export { Backoff } from './backoff.ts';
export { encodeResource, ExportBatch, type Scope, type SealedBatch } from './batch.ts';
export { ExportCounters } from './counters.ts';
export { ExportQueue, QUEUE_MAX_BYTES, type QueueSettings } from './queue.ts';
export { SealedBuffer } from './sealed-buffer.ts';
export { otlpSender, type Sender, type SendResult, type SignalRoute } from './sender.ts';
export { ProtoWriter } from './writer.ts';
