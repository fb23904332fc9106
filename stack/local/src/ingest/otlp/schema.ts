/** How a field looks on the wire and in JSON. `nanos` is a fixed64 that is read as milliseconds. */
export type Kind =
  | 'string'
  | 'bytes'
  | 'hex'
  | 'bool'
  | 'uint32'
  | 'sint32'
  | 'int64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed64'
  | 'nanos'
  | 'double';

export interface Field {
  readonly number: number;
  /** In camelCase, as OTLP/JSON spells it. */
  readonly name: string;
  readonly kind: Kind | 'message';
  readonly repeated: boolean;
  /** Of `message` fields; called late, because values nest in values. */
  readonly message?: () => Message;
  /** Of enums: their names by number. */
  readonly enumNames?: readonly string[];
}

/** A protobuf message: its fields by number, and by their camelCase and snake_case names. */
export interface Message {
  readonly byNumber: readonly (Field | undefined)[];
  readonly byName: ReadonlyMap<string, Field>;
}

type FieldShape = Omit<Field, 'number' | 'name'>;

/** Makes a message from its fields, given as `name: [number, shape]`. */
export function message(
  fields: Readonly<Record<string, readonly [number: number, shape: FieldShape]>>,
): Message {
  const byNumber: (Field | undefined)[] = [];
  const byName = new Map<string, Field>();
  for (const [name, [number, shape]] of Object.entries(fields)) {
    const field: Field = { number, name, ...shape };
    byNumber[number] = field;
    byName.set(name, field);
    byName.set(
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      field,
    );
  }
  // Without holes, a lookup by number stays one array access.
  return { byNumber: Array.from(byNumber), byName };
}

export function one(kind: Kind): FieldShape {
  return { kind, repeated: false };
}

/** A packed list of numbers. */
export function list(kind: Kind): FieldShape {
  return { kind, repeated: true };
}

export function oneOf(inner: () => Message): FieldShape {
  return { kind: 'message', repeated: false, message: inner };
}

export function manyOf(inner: () => Message): FieldShape {
  return { kind: 'message', repeated: true, message: inner };
}

/** An enum; `prefix` stands before each of its names in JSON. */
export function enumOf(prefix: string, names: readonly string[]): FieldShape {
  const enumNames = names.map((name) => `${prefix}${name}`);
  return { kind: 'uint32', repeated: false, enumNames };
}
