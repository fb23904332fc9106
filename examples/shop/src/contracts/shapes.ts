/** As much of JSON Schema as the shop's bodies need; Fastify reads the same. */
export interface Schema {
  readonly type: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A message that does not keep to the contract: sent wrong, or older than its reader. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** An object of these fields and no others. */
export function fields(properties: Readonly<Record<string, Schema>>) {
  const required = Object.keys(properties);
  return { type: 'object', required, properties, additionalProperties: false } as const;
}

/** @throws ContractError that names the first field that is wrong, and never what it holds */
export function checkShape(what: string, schema: Schema, value: unknown): void {
  const wrong = problemOf(schema, value, '');
  if (wrong !== undefined) throw new ContractError(`${what}: ${wrong}`);
}

function problemOf(schema: Schema, value: unknown, path: string): string | undefined {
  const here = path === '' ? 'it' : path;
  const types = [schema.type].flat();
  if (!types.some((type) => isOf(type, value))) return `${here} is no ${types.join(' or ')}`;
  const { maxLength = Infinity, minimum = -Infinity, maximum = Infinity } = schema;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return `${here} is none of them`;
  if (typeof value === 'string' && value.length > maxLength) return `${here} is too long`;
  if (typeof value === 'number' && value < minimum) return `${here} is too small`;
  if (typeof value === 'number' && value > maximum) return `${here} is too large`;
  if (Array.isArray(value)) return firstOf(value, (item, index) => of(schema, item, path, index));
  if (!isOf('object', value)) return undefined;
  const { properties = {}, required = [], additionalProperties } = schema;
  const given = value as Readonly<Record<string, unknown>>;
  const missing = required.find((name) => given[name] === undefined);
  if (missing !== undefined) return `${missing} is missing`;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined && additionalProperties === false) return `${unknown} is not known`;
  return firstOf(Object.entries(properties), ([name, property]) =>
    given[name] === undefined ? undefined : problemOf(property, given[name], name),
  );
}

function of({ items }: Schema, item: unknown, path: string, index: number): string | undefined {
  return items === undefined ? undefined : problemOf(items, item, `${path}[${index}]`);
}

function firstOf<Item>(
  items: readonly Item[],
  look: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
