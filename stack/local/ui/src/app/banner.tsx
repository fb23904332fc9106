import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import type { WireAbout } from '../../../src/wire/index.ts';
import { useGet } from '../data/use-get.ts';
import { Command } from '../parts/command.tsx';
import { Icon } from '../parts/icon.tsx';
import { path } from './location.ts';

const KEY = 'sightline.banner';

function wasClosed(): boolean {
  try {
    return localStorage.getItem(KEY) === 'closed';
  } catch {
    return false;
  }
}

const closed = signal(wasClosed());

function close(): void {
  closed.value = true;
  try {
    localStorage.setItem(KEY, 'closed');
  } catch {
    // Storage is switched off: the banner is back with the next load.
  }
}

function Text({ about }: { readonly about: WireAbout }): JSX.Element {
  const running = about.children.filter((one) => one.running).map((one) => one.name);
  const stopped = about.children.filter((one) => !one.running).map((one) => one.name);
  return (
    <>
      <span>{running.length === 0 ? 'Listening.' : `Running: ${running.join(', ')}.`}</span>
      {stopped.length === 0 ? null : <span class="bad">Stopped: {stopped.join(', ')}.</span>}
      <span class="dim invite">Send your own service’s data:</span>
      <Command text={about.sendCommand} />
    </>
  );
}

/** What runs here and how to send one's own data. One line, on the first page, until closed. */
export function Banner(): JSX.Element | null {
  const shown = !closed.value && path.value === '/';
  const { data } = useGet<WireAbout>(shown ? '/api/about' : null, 'about');
  if (!shown) return null;
  return (
    <div class="strip" role="note">
      {data === undefined ? null : <Text about={data} />}
      <span class="grow" />
      <button type="button" class="icon plain" aria-label="Close this line" onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  );
}
