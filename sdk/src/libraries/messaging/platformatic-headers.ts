/** How a producer takes what it is to put into headers. */
export type Form = (text: string) => unknown;

interface Serializers {
  readonly headerKey?: unknown;
  readonly headerValue?: unknown;
}

/** The library keeps its options below a symbol of this description. */
const OPTIONS = 'plt.kafka.base.options';
const PROBE = 'x';
const FORMS: readonly Form[] = [(text) => text, (text) => Buffer.from(text)];

export interface Forms {
  readonly key: Form;
  readonly value: Form;
}

const known = new WeakMap<object, Forms | undefined>();

/**
 * What the serializers of a producer leave as it is: they differ in whether they want text or
 * bytes. Undefined when they make something else of both, or are those of a registry.
 */
export function formsOf(producer: object): Forms | undefined {
  if (known.has(producer)) return known.get(producer);
  const symbol = Object.getOwnPropertySymbols(producer).find(
    ({ description }) => description === OPTIONS,
  );
  const options = (symbol && (producer as Record<symbol, unknown>)[symbol]) as
    | { readonly serializers?: Serializers; readonly registry?: unknown }
    | undefined;
  const { headerKey, headerValue } = options?.serializers ?? {};
  const [key, value] = [formFor(headerKey), formFor(headerValue)];
  const isKnown = options !== undefined && options.registry === undefined;
  const forms = isKnown && key && value ? { key, value } : undefined;
  known.set(producer, forms);
  return forms;
}

function formFor(serializer: unknown): Form | undefined {
  if (serializer === undefined || serializer === null) return FORMS[1];
  if (typeof serializer !== 'function') return undefined;
  return FORMS.find((form) => {
    try {
      const made = (serializer as (value: unknown) => unknown)(form(PROBE));
      return Buffer.isBuffer(made) && made.toString('utf8') === PROBE;
    } catch {
      return false;
    }
  });
}

/** A copy of a message's headers, without what another span left there. */
export function copyOfHeaders(headers: unknown): Map<unknown, unknown> {
  const entries =
    headers instanceof Map ? (headers as Map<unknown, unknown>) : Object.entries(headers ?? {});
  const copy = new Map<unknown, unknown>();
  for (const [key, value] of entries) {
    const name = String(key);
    if (name !== 'traceparent' && name !== 'tracestate') copy.set(key, value);
  }
  return copy;
}
