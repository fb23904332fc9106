import type { JSX } from 'preact';
import type { WireAbout, WireKept, WireKeptSignal } from '../../../src/wire/index.ts';
import { nowMs } from '../app/range.ts';
import { useGet } from '../data/use-get.ts';
import { bytes, NO_DATA, percent, whole } from '../format/number.ts';
import { ago, duration, exactTime } from '../format/time.ts';
import { Notice, Problem } from '../parts/empty.tsx';
import { Command } from '../parts/command.tsx';

const WORDS: Readonly<Record<WireKeptSignal['signal'], string>> = {
  logs: 'Log lines',
  spans: 'Spans',
  samples: 'Samples of metrics',
  series: 'Series of metrics',
};

function Fill({ share, words }: { readonly share: number; readonly words: string }): JSX.Element {
  const full = Math.min(1, share);
  return (
    <span class="fill" role="meter" aria-valuenow={Math.round(full * 100)} aria-label={words}>
      <i style={{ width: `${full * 100}%` }} />
    </span>
  );
}

function Rejected({ reasons }: { readonly reasons: WireKeptSignal['rejected'] }): JSX.Element {
  const rows = Object.entries(reasons).filter(([, count]) => count > 0);
  if (rows.length === 0) return <span class="dim">none</span>;
  return (
    <>
      {rows.map(([reason, count]) => (
        <div key={reason} class="warn">
          {whole(count)} {reason.replaceAll('_', ' ')}
        </div>
      ))}
    </>
  );
}

function SignalRow({ signal }: { readonly signal: WireKeptSignal }): JSX.Element {
  const { kept, keptMax, bytes: size, bytesMax, accepted, evicted, oldestMs, newestMs } = signal;
  const reach = oldestMs === null || newestMs === null ? NO_DATA : duration(newestMs - oldestMs);
  return (
    <tr>
      <th scope="row">{WORDS[signal.signal]}</th>
      <td class="num">
        {whole(kept)} <span class="faint">of {whole(keptMax)}</span>
      </td>
      <td class="meter">
        <Fill share={kept / Math.max(1, keptMax)} words={`${WORDS[signal.signal]} by number`} />
      </td>
      <td class="num">
        {bytes(size)} <span class="faint">{bytesMax > 0 ? `of ${bytes(bytesMax)}` : ''}</span>
      </td>
      <td class="num" title={oldestMs === null ? '' : `since ${exactTime(oldestMs)}`}>
        {reach}
      </td>
      <td class="num">{whole(accepted)}</td>
      <td class={evicted > 0 ? 'num warn' : 'num dim'}>
        {whole(evicted)}
        {evicted > 0 ? ` (${percent(evicted / Math.max(1, accepted))})` : ''}
      </td>
      <td>
        <Rejected reasons={signal.rejected} />
      </td>
    </tr>
  );
}

/** A command without the folders that are the same in every one. */
function shortCommand(command: string): string {
  return command.replaceAll(/\S*\/(?=[^/\s]+(?:\s|$))/g, '');
}

function Endpoints({ about }: { readonly about: WireAbout }): JSX.Element {
  const { endpoints, children, forward } = about;
  const rows: readonly [string, string | null][] = [
    ['OTLP over gRPC', endpoints.otlpGrpc],
    ['OTLP over HTTP', endpoints.otlpHttp],
    ['Elasticsearch bulk', endpoints.bulk],
    ['This page', endpoints.page],
    ['Forwarded to', forward],
  ];
  return (
    <div class="two">
      <section>
        <h2>Where it listens</h2>
        <dl class="pairs">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="mono">{value ?? 'off'}</dd>
            </div>
          ))}
        </dl>
        <Command text={about.sendCommand} />
      </section>
      <section>
        <h2>What it runs</h2>
        {children.length === 0 ? <p class="dim">Nothing: it only listens.</p> : null}
        <dl class="pairs">
          {children.map(({ name, command, running }) => (
            <div key={name}>
              <dt class={running ? '' : 'bad'}>
                {running ? '●' : '✕'} {name}
              </dt>
              <dd class="mono cut" title={command}>
                {shortCommand(command)}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

function folderWords({ folder }: WireKept): string {
  if (folder === null) return 'in memory only';
  return `on disk ${bytes(folder.bytes)} of ${bytes(folder.bytesMax)}, ${folder.path}`;
}

/** What is here, what went, and why? */
export function KeptPage(): JSX.Element {
  const { data, error } = useGet<WireKept>(`/api/kept?at=${nowMs.value}`);
  const about = useGet<WireAbout>('/api/about', 'about');
  const lost = data?.signals.some(({ evicted }) => evicted > 0) ?? false;
  return (
    <div class="page">
      <div class="head">
        <h1>What is kept</h1>
        {data === undefined ? null : (
          <span class="dim">
            {[
              `${bytes(data.residentBytes)} of memory`,
              `started ${ago(data.startedMs, nowMs.value)}`,
              folderWords(data),
            ].join(' · ')}
          </span>
        )}
      </div>
      {error === undefined ? null : <Problem error={error} />}
      {lost ? (
        <Notice>
          A bound was reached, so the oldest had to go: what is older than “reaches back” can no
          longer be found.
        </Notice>
      ) : null}
      {data === undefined ? null : (
        <div class="scroll-x">
          <table class="grid tall">
            <thead>
              <tr>
                <th>Signal</th>
                <th class="num">Kept</th>
                <th class="meter" aria-label="full" />
                <th class="num">Size</th>
                <th class="num">Reaches back</th>
                <th class="num">Taken</th>
                <th class="num">Evicted</th>
                <th>Refused</th>
              </tr>
            </thead>
            <tbody>
              {data.signals.map((signal) => (
                <SignalRow key={signal.signal} signal={signal} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {about.data === undefined ? null : <Endpoints about={about.data} />}
    </div>
  );
}
