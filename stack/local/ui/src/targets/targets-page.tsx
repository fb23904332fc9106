import type { JSX } from 'preact';
import { nowMs } from '../app/range.ts';
import { href } from '../app/location.ts';
import type { PromAnswer, PromLabels } from '../data/prometheus.ts';
import { useGet } from '../data/use-get.ts';
import { plural } from '../format/number.ts';
import { ago, duration } from '../format/time.ts';
import { Empty, Problem, SendHint } from '../parts/empty.tsx';

interface Target {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly labels: PromLabels;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
  readonly lastScrape: string;
  readonly lastScrapeDuration: number;
  readonly scrapeInterval?: string;
}

interface Targets {
  readonly activeTargets: readonly Target[];
}

const MARKS: Readonly<Record<Target['health'], string>> = {
  up: '● up',
  down: '✕ down',
  unknown: '○ not yet',
};

function LabelList({ labels }: { readonly labels: PromLabels }): JSX.Element {
  return (
    <span class="labels">
      {Object.entries(labels).map(([name, value]) => (
        <code key={name}>
          {name}="{value}"
        </code>
      ))}
    </span>
  );
}

function TargetRow({ target }: { readonly target: Target }): JSX.Element {
  const last = Date.parse(target.lastScrape);
  const scraped = !Number.isNaN(last) && last > 0;
  const instance = target.labels['instance'] ?? '';
  return (
    <tr>
      <td class={target.health === 'down' ? 'bad' : 'dim'}>{MARKS[target.health]}</td>
      <td>
        <a href={href('/explore', { expr: `{instance="${instance}"}`, view: 'table' })}>
          <code>{target.scrapeUrl}</code>
        </a>
        {target.lastError === '' ? null : <div class="bad">{target.lastError}</div>}
      </td>
      <td>
        <LabelList labels={target.labels} />
      </td>
      <td class="num">{scraped ? ago(last, Math.max(nowMs.value, last)) : 'never'}</td>
      <td class="num" title={`${target.lastScrapeDuration} s`}>
        {scraped ? duration(target.lastScrapeDuration * 1000) : ''}
      </td>
      <td class="num dim">{target.scrapeInterval ?? ''}</td>
    </tr>
  );
}

/** Down ones first, then by pool and address. */
function ordered(targets: readonly Target[]): readonly Target[] {
  const rank = ({ health }: Target): number => (health === 'down' ? 0 : 1);
  return targets.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      a.scrapePool.localeCompare(b.scrapePool) ||
      a.scrapeUrl.localeCompare(b.scrapeUrl),
  );
}

/** What is scraped, and does it answer? */
export function TargetsPage(): JSX.Element {
  const { data, error } = useGet<PromAnswer<Targets>>(
    `/api/v1/targets?state=active&at=${nowMs.value}`,
  );
  const targets = data?.data.activeTargets ?? [];
  const down = targets.filter(({ health }) => health === 'down').length;
  return (
    <div class="page">
      <div class="head">
        <h1>Targets</h1>
        {data === undefined ? null : (
          <span class={down > 0 ? 'bad' : 'dim'}>
            {down > 0 ? `✕ ${down} of ${targets.length} down` : plural(targets.length, 'target')}
          </span>
        )}
      </div>
      {error === undefined ? null : <Problem error={error} />}
      {data !== undefined && targets.length === 0 ? (
        <Empty title="Nothing is scraped">
          <p>A service started with the SDK announces its /metrics here by itself.</p>
          <SendHint />
        </Empty>
      ) : null}
      {targets.length === 0 ? null : (
        <div class="scroll-x">
          <table class="grid tall">
            <thead>
              <tr>
                <th>State</th>
                <th>Address</th>
                <th>Labels</th>
                <th class="num">Last scrape</th>
                <th class="num">Took</th>
                <th class="num">Every</th>
              </tr>
            </thead>
            <tbody>
              {ordered(targets).map((target) => (
                <TargetRow key={`${target.scrapePool} ${target.scrapeUrl}`} target={target} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
