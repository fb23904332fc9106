import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { WireFacets } from '../../../src/wire/index.ts';
import { setParams } from '../app/location.ts';
import { useGet } from '../data/use-get.ts';
import { hueVar } from '../format/colour.ts';
import { short } from '../format/number.ts';
import { hasText, term, withoutText, withTerm } from './filter-text.ts';

type Facet = WireFacets['facets'][number];

function Value({
  field,
  value,
  count,
  max,
  filter,
}: {
  readonly field: string;
  readonly value: string;
  readonly count: number;
  readonly max: number;
  readonly filter: string;
}): JSX.Element {
  const plain = term(field, value);
  const chosen = hasText(filter, plain);
  const next = chosen ? withoutText(filter, plain) : withTerm(filter, field, value);
  return (
    <li class={chosen ? 'chosen' : ''}>
      <button
        type="button"
        class="cell"
        aria-pressed={chosen}
        title={chosen ? `no longer only ${value}` : `only ${value}`}
        onClick={() => setParams({ q: next })}
      >
        {field === 'service' ? <i class="bar-mark" style={{ background: hueVar(value) }} /> : null}
        <span class="cut">{value}</span>
        <span class="count">{short(count)}</span>
        <span class="share" style={{ width: `${(100 * count) / max}%` }} />
      </button>
      <button
        type="button"
        class="cell not"
        aria-label={`without ${value}`}
        title={`without ${value}`}
        onClick={() => setParams({ q: withTerm(filter, field, value, true) })}
      >
        −
      </button>
    </li>
  );
}

function Group({ facet, filter }: { readonly facet: Facet; readonly filter: string }): JSX.Element {
  const max = Math.max(1, ...facet.values.map(({ count }) => count));
  return (
    <section>
      <h3>{facet.field}</h3>
      <ul>
        {facet.values.slice(0, 8).map(({ value, count }) => (
          <Value
            key={value}
            field={facet.field}
            value={value}
            count={count}
            max={max}
            filter={filter}
          />
        ))}
      </ul>
    </section>
  );
}

/** The most frequent values of the usual fields; a click filters on one, a minus filters it out. */
export function Facets({
  url,
  filter,
}: {
  readonly url: string;
  readonly filter: string;
}): JSX.Element {
  const { data } = useGet<WireFacets>(url);
  const shown = data?.facets.filter(({ values }) => values.length > 0) ?? [];
  // In a narrow window they lie over the list, on demand.
  const [open, setOpen] = useState(false);
  return (
    <div class={open ? 'facet-box open' : 'facet-box'}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        Frequent values
      </button>
      <aside class="facets" aria-label="Frequent values">
        {shown.map((facet) => (
          <Group key={facet.field} facet={facet} filter={filter} />
        ))}
        {data?.partial === true ? <p class="faint">counted over the newest part only</p> : null}
      </aside>
    </div>
  );
}
