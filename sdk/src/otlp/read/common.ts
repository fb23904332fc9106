import { fieldsOf, WireError, type WireField } from './wire.ts';

/** An OTLP AnyValue. Integers outside the safe range stay `bigint`. */
export type CollectedValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | CollectedValue[]
  | { [key: string]: CollectedValue };

export type CollectedAttributes = Record<string, CollectedValue>;

export interface CollectedScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: CollectedAttributes;
}

/** Adds one KeyValue field to a set; a key that comes twice is a fault of the sender. */
export function addAttribute(into: CollectedAttributes, field: WireField): void {
  let key = '';
  let value: CollectedValue = null;
  for (const part of fieldsOf(field.bytes())) {
    if (part.number === 1) key = part.text();
    else if (part.number === 2) value = anyValue(part.bytes());
  }
  if (Object.hasOwn(into, key)) throw new WireError(`attribute ${JSON.stringify(key)} comes twice`);
  into[key] = value;
}

export function anyValue(bytes: Uint8Array): CollectedValue {
  let value: CollectedValue = null;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) value = field.text();
    else if (field.number === 2) value = field.bool();
    else if (field.number === 3) value = plainInteger(field.int64());
    else if (field.number === 4) value = field.double();
    else if (field.number === 5) value = arrayValue(field.bytes());
    else if (field.number === 6) value = attributesOf(field.bytes());
    else if (field.number === 7) value = Buffer.from(field.bytes());
  }
  return value;
}

/** The `repeated KeyValue` with field number 1: KeyValueList, Resource. */
export function attributesOf(bytes: Uint8Array): CollectedAttributes {
  const attributes: CollectedAttributes = {};
  for (const field of fieldsOf(bytes)) if (field.number === 1) addAttribute(attributes, field);
  return attributes;
}

export function scopeOf(bytes: Uint8Array): CollectedScope {
  let name = '';
  let version = '';
  const attributes: CollectedAttributes = {};
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) name = field.text();
    else if (field.number === 2) version = field.text();
    else if (field.number === 3) addAttribute(attributes, field);
  }
  return { name, version, attributes };
}

export interface ScopeGroup {
  readonly resource: CollectedAttributes;
  readonly scope: CollectedScope;
  /** The encoded spans, metrics or log records. */
  readonly items: Buffer[];
}

/**
 * Walks the two outer levels that ExportTrace-, ExportMetrics- and ExportLogsServiceRequest share:
 * resource groups (field 1) of scope groups (field 2) of items (field 2).
 */
export function groupsOf(request: Uint8Array): ScopeGroup[] {
  const groups: ScopeGroup[] = [];
  for (const outer of fieldsOf(request)) {
    if (outer.number !== 1) continue;
    let resource: CollectedAttributes = {};
    const scopes: Buffer[] = [];
    for (const field of fieldsOf(outer.bytes())) {
      if (field.number === 1) resource = attributesOf(field.bytes());
      else if (field.number === 2) scopes.push(field.bytes());
    }
    // The resource may be written after its scopes, so they are read once it is known.
    for (const scope of scopes) groups.push(scopeGroup(resource, scope));
  }
  return groups;
}

function scopeGroup(resource: CollectedAttributes, bytes: Buffer): ScopeGroup {
  let scope: CollectedScope = { name: '', version: '', attributes: {} };
  const items: Buffer[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) scope = scopeOf(field.bytes());
    else if (field.number === 2) items.push(field.bytes());
  }
  return { resource, scope, items };
}

function arrayValue(bytes: Uint8Array): CollectedValue[] {
  const values: CollectedValue[] = [];
  for (const field of fieldsOf(bytes)) if (field.number === 1) values.push(anyValue(field.bytes()));
  return values;
}

function plainInteger(value: bigint): number | bigint {
  const plain = Number(value);
  return Number.isSafeInteger(plain) ? plain : value;
}
