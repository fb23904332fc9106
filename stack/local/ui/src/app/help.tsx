import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { useKeys } from './keys.ts';
import { ROUTES } from './routes.ts';

const ROWS: readonly { readonly title: string; readonly keys: readonly [string, string][] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['/', 'filter or search'],
      ['[ ]', 'earlier, later'],
      ['p', 'live or paused'],
      ['esc', 'close, back'],
      ['?', 'this help'],
    ],
  },
  {
    title: 'Lists and traces',
    keys: [
      ['j k', 'down, up'],
      ['enter', 'open, expand'],
      ['e E', 'next, previous error'],
      ['← →', 'collapse, expand (trace)'],
      ['l', 'show the logs of the trace'],
      ['c', 'mark a trace to compare'],
    ],
  },
];

const SYNTAX: readonly [string, string][] = [
  ['timeout', 'text anywhere in it'],
  ['service:catalog level:error', 'both must hold'],
  ['message:"not found"', 'quoted value'],
  ['route:/items/*  user.id:*', 'prefix; present at all'],
  ['duration>100ms  http.response.status_code>=500', 'comparison'],
  ['-status:ok  (a OR b)', 'not; either'],
];

export function Help({ close }: { readonly close: () => void }): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  useKeys({ Escape: close, '?': close }, 'top');
  useEffect(() => button.current?.focus(), []);
  const pages = ROUTES.flatMap(({ title, rail }): [string, string][] =>
    rail === undefined ? [] : [[`g ${rail.key}`, title]],
  );
  return (
    <div class="help" onClick={(event) => event.target === event.currentTarget && close()}>
      <section role="dialog" aria-modal="true" aria-label="Keyboard and filters">
        <header>
          <h1>Keyboard and filters</h1>
          <button type="button" class="icon" ref={button} aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        <div class="columns">
          {[...ROWS, { title: 'Go to', keys: pages }].map(({ title, keys }) => (
            <div key={title}>
              <h2>{title}</h2>
              <dl>
                {keys.map(([key, words]) => (
                  <>
                    <dt>
                      <kbd>{key}</kbd>
                    </dt>
                    <dd>{words}</dd>
                  </>
                ))}
              </dl>
            </div>
          ))}
          <div class="syntax">
            <h2>Filters on logs and traces</h2>
            <dl>
              {SYNTAX.map(([text, words]) => (
                <>
                  <dt>
                    <code>{text}</code>
                  </dt>
                  <dd class="dim">{words}</dd>
                </>
              ))}
            </dl>
          </div>
        </div>
      </section>
    </div>
  );
}
