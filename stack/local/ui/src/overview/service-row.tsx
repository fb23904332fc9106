import type { JSX } from 'preact';
import type { WireService } from '../../../src/wire/index.ts';
import { href } from '../app/location.ts';
import { perSecond } from '../format/number.ts';
import { HealthMark } from '../parts/health.tsx';
import { RedCells } from '../parts/figures.tsx';
import { term } from '../parts/filter-text.ts';
import { ServiceLink } from '../parts/service-name.tsx';
import { Sparkline } from '../parts/sparkline.tsx';

const FROM: Readonly<Record<WireService['source'], string>> = {
  metrics: '',
  spans: 'from spans',
  logs: 'logs only',
};

/** The next question about a service, as links: its failing requests first when it fails. */
function Next({ row }: { readonly row: WireService }): JSX.Element {
  const service = term('service', row.service);
  const hurts = row.health === 'failing' || row.health === 'degraded';
  return (
    <span class="next">
      {row.source === 'logs' ? null : (
        <a
          href={href('/traces', {
            q: hurts ? `${service} status:error` : service,
            sort: hurts ? 'errors' : 'slowest',
          })}
        >
          {hurts ? 'failed traces' : 'slowest traces'}
        </a>
      )}
      <a href={href('/logs', { q: hurts ? `${service} level:error` : service })}>
        {hurts ? 'error logs' : 'logs'}
      </a>
    </span>
  );
}

function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function sparklineWords({ sparkline }: WireService): string {
  const [rate, errors] = [most(sparkline.rate), most(sparkline.errors)];
  return `at most ${perSecond(rate)}, failed at most ${perSecond(errors)}`;
}

export function ServiceRow({
  row,
  selected,
}: {
  readonly row: WireService;
  readonly selected: boolean;
}): JSX.Element {
  return (
    <tr aria-selected={selected}>
      <td>
        <HealthMark health={row.health} />
      </td>
      <td>
        <ServiceLink name={row.service} /> <span class="faint">{FROM[row.source]}</span>
      </td>
      <RedCells red={row} />
      <td title={sparklineWords(row)}>
        <Sparkline rate={row.sparkline.rate} errors={row.sparkline.errors} />
      </td>
      <td class="dim version">{row.version}</td>
      <td>
        <Next row={row} />
      </td>
    </tr>
  );
}
