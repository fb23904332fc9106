import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon, type IconName } from '../parts/icon.tsx';
import { jumpTarget } from './jump.ts';
import { useKeys } from './keys.ts';
import { connection } from './live.ts';
import { navigate } from './location.ts';
import { live, setLive } from './range.ts';
import { RangePicker } from './range-picker.tsx';
import { nextTheme, theme, type Theme } from './theme.ts';

const THEME_ICON: Readonly<Record<Theme, IconName>> = {
  system: 'screen',
  dark: 'moon',
  light: 'sun',
};

/** One box from everywhere: a trace id, a service, or words to look for in the logs. */
function Jump(): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => pageFilter(input.current)?.focus() }, 'frame');
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = event.currentTarget as HTMLInputElement;
    if (event.key === 'Escape') target.blur();
    if (event.key !== 'Enter' || target.value.trim() === '') return;
    navigate(jumpTarget(target.value.trim()));
    target.value = '';
    target.blur();
  };
  return (
    <div class="jump" role="search">
      <input
        ref={input}
        type="text"
        placeholder="Trace id, service, or text in logs"
        aria-label="Search: a trace id, a service, or text in logs"
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

/** `/` leads to the filter of the page when it has one. */
function pageFilter(other: HTMLInputElement | null): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>('[data-page-filter]') ?? other;
}

function LiveSwitch(): JSX.Element {
  const lost = live.value && connection.value === 'lost';
  return (
    <button
      type="button"
      role="switch"
      class={lost ? 'live lost' : 'live'}
      aria-checked={live.value}
      title={live.value ? 'New data appears by itself. Click to hold still.' : 'Holding still.'}
      onClick={() => setLive(!live.value)}
    >
      <span class="mark" />
      {lost ? 'Reconnecting' : live.value ? 'Live' : 'Paused'}
    </button>
  );
}

export function TopBar({ onHelp }: { readonly onHelp: () => void }): JSX.Element {
  return (
    <header class="bar">
      <Jump />
      <div class="space" />
      <RangePicker />
      <LiveSwitch />
      <button
        type="button"
        class="icon"
        aria-label={`Theme: ${theme.value}`}
        title={`Theme: ${theme.value}`}
        onClick={nextTheme}
      >
        <Icon name={THEME_ICON[theme.value]} />
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Keyboard help"
        title="Keyboard help (?)"
        onClick={onHelp}
      >
        <Icon name="help" />
      </button>
    </header>
  );
}
