import type { JSX } from 'preact';
import type { WireEdge } from '../../../src/wire/index.ts';
import { RedCells, RedHeads } from '../parts/figures.tsx';
import { ServiceLink } from '../parts/service-name.tsx';

/** Whom a service calls, or who calls it. */
export function Neighbours({
  title,
  edges,
  other,
  none,
}: {
  readonly title: string;
  readonly edges: readonly WireEdge[];
  readonly other: 'from' | 'to';
  readonly none: string;
}): JSX.Element {
  return (
    <section>
      <h2>{title}</h2>
      {edges.length === 0 ? (
        <p class="dim">{none}</p>
      ) : (
        <div class="scroll-x">
          <table class="grid">
            <thead>
              <tr>
                <th>Name</th>
                <th>By</th>
                <RedHeads />
              </tr>
            </thead>
            <tbody>
              {edges.map((edge) => (
                <tr key={`${edge[other]} ${edge.kind}`}>
                  <td>
                    <ServiceLink name={edge[other]} />
                  </td>
                  <td class="dim">{edge.kind}</td>
                  <RedCells red={edge} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
