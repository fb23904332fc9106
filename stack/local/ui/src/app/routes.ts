import type { ComponentType } from 'preact';
import { ComparePage } from '../compare/compare-page.tsx';
import { ExplorePage } from '../explore/explore-page.tsx';
import { KeptPage } from '../kept/kept-page.tsx';
import { LogsPage } from '../logs/logs-page.tsx';
import { MapPage } from '../map/map-page.tsx';
import { OverviewPage } from '../overview/overview-page.tsx';
import { ServicePage } from '../service/service-page.tsx';
import { TargetsPage } from '../targets/targets-page.tsx';
import { TracePage } from '../trace/trace-page.tsx';
import { TracesPage } from '../traces/traces-page.tsx';
import type { IconName } from '../parts/icon.tsx';
import type { PageProps } from './page-props.ts';

export interface Route {
  readonly path: string;
  readonly title: string;
  readonly page: ComponentType<PageProps>;
  /** In the rail, with the key that follows `g`. */
  readonly rail?: { readonly icon: IconName; readonly key: string };
  /** Takes `/path/NAME`. */
  readonly named?: boolean;
  /** The entry of the rail that is marked while this page is open, when it is another one. */
  readonly under?: string;
}

/** Every page. A new one is a row here. */
export const ROUTES: readonly Route[] = [
  { path: '/', title: 'Overview', page: OverviewPage, rail: { icon: 'overview', key: 'o' } },
  { path: '/services', title: 'Service', page: ServicePage, named: true, under: '/' },
  { path: '/map', title: 'Map', page: MapPage, rail: { icon: 'map', key: 'm' } },
  { path: '/traces', title: 'Traces', page: TracesPage, rail: { icon: 'traces', key: 't' } },
  { path: '/traces', title: 'Trace', page: TracePage, named: true, under: '/traces' },
  { path: '/compare', title: 'Compare', page: ComparePage, under: '/traces' },
  { path: '/logs', title: 'Logs', page: LogsPage, rail: { icon: 'logs', key: 'l' } },
  { path: '/explore', title: 'Explore', page: ExplorePage, rail: { icon: 'explore', key: 'e' } },
  { path: '/targets', title: 'Targets', page: TargetsPage, rail: { icon: 'targets', key: 'r' } },
  { path: '/kept', title: 'What is kept', page: KeptPage, rail: { icon: 'kept', key: 'k' } },
];

export interface Match {
  readonly route: Route;
  readonly name: string;
}

/** The page of an address; undefined when there is none. */
export function matchRoute(pathname: string, routes: readonly Route[] = ROUTES): Match | undefined {
  for (const route of routes) {
    if (route.named !== true && pathname === route.path) return { route, name: '' };
    const start = `${route.path}/`;
    if (route.named === true && pathname.startsWith(start) && pathname.length > start.length) {
      return { route, name: decodeURIComponent(pathname.slice(start.length)) };
    }
  }
  return undefined;
}
