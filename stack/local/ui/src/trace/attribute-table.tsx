import type { JSX } from 'preact';
import type { WireSpan } from '../../../src/wire/index.ts';
import { href } from '../app/location.ts';
import { term } from '../parts/filter-text.ts';

type Attributes = WireSpan['attributes'];

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Keys and values; with `filters` a click asks for all traces that have the value. */
export function AttributeTable({
  attributes,
  filters = false,
}: {
  readonly attributes: Attributes;
  readonly filters?: boolean;
}): JSX.Element {
  return (
    <dl class="attributes">
      {Object.entries(attributes)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([key, value]) => {
          const plain = text(value);
          return (
            <div key={key} class={plain.length > 60 || plain.includes('\n') ? 'long' : ''}>
              <dt title={key}>{key}</dt>
              <dd>
                {filters && plain.length < 200 ? (
                  <a href={href('/traces', { q: term(key, plain) })} title={`traces with ${key}`}>
                    {plain}
                  </a>
                ) : (
                  <pre>{plain}</pre>
                )}
              </dd>
            </div>
          );
        })}
    </dl>
  );
}
