import type { JSX } from 'preact';
import { range } from '../app/range.ts';
import type { PromAnswer, PromResult } from '../data/prometheus.ts';
import { useGet } from '../data/use-get.ts';
import { plural } from '../format/number.ts';
import { exactTime } from '../format/time.ts';
import { Empty, Problem } from '../parts/empty.tsx';
import { resultRows } from './results.ts';

/** The values at the end of the range. */
export function InstantTable({ expression }: { readonly expression: string }): JSX.Element {
  const { to } = range.value;
  const query = encodeURIComponent(expression);
  const { data, error } = useGet<PromAnswer<PromResult>>(
    `/api/v1/query?query=${query}&time=${to / 1000}`,
    expression,
  );
  if (error !== undefined) return <Problem error={error} />;
  if (data === undefined) return <div />;
  const rows = resultRows(data.data);
  if (rows.length === 0) return <Empty title="No series matches at this time" />;
  return (
    <>
      <p class="dim">
        {plural(rows.length, 'result')} at {exactTime(to)}
      </p>
      <div class="scroll-x">
        <table class="grid">
          <thead>
            <tr>
              <th>Series</th>
              <th class="num">Value</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, value }) => (
              <tr key={name}>
                <td class="mono">{name}</td>
                <td class="num mono value">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
