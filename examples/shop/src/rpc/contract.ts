import type { MessageTypeDefinition } from '@grpc/proto-loader';
import { fields, checkShape, type Schema } from '../contracts/shapes.ts';
import { SERVICES } from './definition.ts';

/** How the proto's types look in JavaScript. */
const TYPES: Readonly<Record<string, Schema>> = {
  TYPE_STRING: { type: 'string' },
  TYPE_INT32: { type: 'integer' },
};

type Method = Readonly<Record<'path', string>> &
  Readonly<Record<'requestType' | 'responseType', MessageTypeDefinition<object, object>>>;

const METHODS = new Map(
  [SERVICES.Inventory, SERVICES.Payments]
    .flatMap(({ service }) => Object.values(service) as unknown as Method[])
    .map((method) => [method.path, method]),
);

const known = new WeakMap<object, Schema>();

/** All fields of a message: one that is left out would arrive as zero, and nobody would know. */
function schemaOf(type: MessageTypeDefinition<object, object>): Schema {
  const before = known.get(type);
  if (before !== undefined) return before;
  const descriptor = type.type as { field: readonly { name: string; type: string }[] };
  const made = fields(
    Object.fromEntries(descriptor.field.map((field) => [field.name, typeOf(field.type)])),
  );
  known.set(type, made);
  return made;
}

function typeOf(name: string): Schema {
  const found = TYPES[name];
  if (found === undefined) throw new Error(`shop.proto has fields of ${name}, which none checks`);
  return found;
}

function check(path: string, which: 'requestType' | 'responseType', message: unknown): void {
  const method = METHODS.get(path);
  checkShape(path, method === undefined ? { type: 'undefined' } : schemaOf(method[which]), message);
}

/** By the caller. @param path as in `/shop.Inventory/Find` @throws ContractError */
export function checkRequest(path: string, message: unknown): void {
  check(path, 'requestType', message);
}

/** By the server: what is not in the proto would get lost without a word. @throws ContractError */
export function checkAnswer<Message>(path: string, message: Message): Message {
  check(path, 'responseType', message);
  return message;
}
