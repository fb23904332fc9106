export { writeAttribute, writeAttributes } from './attributes.ts';
export { otlpSender, type SendResult, type Sender, type SignalRoute } from './sender.ts';
export { ProtoWriter } from './writer.ts';
