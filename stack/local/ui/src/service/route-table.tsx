import type { JSX } from 'preact';
import type { WireRoute } from '../../../src/wire/index.ts';
import { href } from '../app/location.ts';
import { NO_DATA } from '../format/number.ts';
import { duration } from '../format/time.ts';
import { RedCells, RedHeads } from '../parts/figures.tsx';
import { term } from '../parts/filter-text.ts';

/** Server time per second, as a time: 0.25 s of every second. */
function serverTime(seconds: number | null): string {
  return seconds === null ? NO_DATA : `${duration(seconds * 1000)}/s`;
}

export function RouteTable({
  service,
  routes,
}: {
  readonly service: string;
  readonly routes: readonly WireRoute[];
}): JSX.Element {
  const most = Math.max(...routes.map(({ serverSeconds }) => serverSeconds ?? 0), 1e-9);
  const only = (route: WireRoute): string =>
    [
      term('service', service),
      ...(route.route === '' ? [] : [term('route', route.route)]),
      ...((route.errorRatio ?? 0) > 0.01 ? ['status:error'] : []),
    ].join(' ');
  return (
    <div class="scroll-x">
      <table class="grid">
        <thead>
          <tr>
            <th>Route</th>
            <th class="num" title="server time spent on it per second">
              Server time
            </th>
            <th aria-label="share" />
            <RedHeads />
            <th>Next</th>
          </tr>
        </thead>
        <tbody>
          {routes.map((route) => (
            <tr key={`${route.method} ${route.route}`}>
              <td class="mono">
                <b>{route.method}</b> {route.route === '' ? '(no route)' : route.route}
              </td>
              <td class="num" title={`${route.serverSeconds ?? ''}`}>
                {serverTime(route.serverSeconds)}
              </td>
              <td>
                <i
                  class="share-bar"
                  style={{ width: `${(80 * (route.serverSeconds ?? 0)) / most}px` }}
                />
              </td>
              <RedCells red={route} />
              <td>
                <a href={href('/traces', { q: only(route), sort: 'slowest' })}>
                  {(route.errorRatio ?? 0) > 0.01 ? 'failed traces' : 'slowest traces'}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
