/** OTLP values as JSON: what labels, attributes and bodies hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  /** Decimal text where a number would not be exact. */
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
  readonly bytesValue?: Buffer;
}

export interface KeyValue {
  readonly key?: string;
  readonly value?: AnyValue;
}

export interface OtlpResource {
  readonly attributes?: readonly KeyValue[];
}

/** Bytes become base64; numbers that JSON cannot write become their name. */
export function plainValue(value: AnyValue | undefined): JsonValue {
  if (value === undefined) return null;
  const { stringValue, intValue, boolValue, doubleValue, bytesValue } = value;
  if (stringValue !== undefined) return stringValue;
  if (intValue !== undefined) return intValue;
  if (boolValue !== undefined) return boolValue;
  if (doubleValue !== undefined) {
    return Number.isFinite(doubleValue) ? doubleValue : String(doubleValue);
  }
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.kvlistValue !== undefined) {
    return Object.fromEntries(plainAttributes(value.kvlistValue.values));
  }
  return bytesValue === undefined ? null : bytesValue.toString('base64');
}

/** Attributes by name; of two with one name the last holds. */
export function plainAttributes(given: readonly KeyValue[] = []): Map<string, JsonValue> {
  const attributes = new Map<string, JsonValue>();
  for (const { key = '', value } of given) attributes.set(key, plainValue(value));
  return attributes;
}

/** A value as the text that a label carries. */
export function labelText(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}
