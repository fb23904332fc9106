import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { exactTime } from '../format/time.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeys } from './keys.ts';
import { fromText, nowMs, range, setRange, shiftRange, sinceMs, toText } from './range.ts';
import { DEFAULT_FROM, DEFAULT_TO, isYoung, parseTime, PRESETS, rangeWords } from './range-text.ts';

function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** What is in force when the address says nothing. */
function usual(from: string): string {
  return isYoung(from, toText.value, nowMs.value, sinceMs.value) ? '' : from || DEFAULT_FROM;
}

function Choice({ close }: { readonly close: () => void }): JSX.Element {
  const [problem, setProblem] = useState('');
  useKeys({ Escape: close }, 'top');
  const choose = (from: string, to: string): void => {
    setRange(from, to);
    close();
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [from, to] = [field(form, 'from') || DEFAULT_FROM, field(form, 'to') || DEFAULT_TO];
    const [start, end] = [parseTime(from, Date.now()), parseTime(to, Date.now())];
    if (start === undefined || end === undefined) {
      setProblem('Times look like now-20m, 2026-01-31 14:00 or milliseconds since 1970.');
    } else if (start >= end) setProblem('The range ends before it begins.');
    else
      choose(
        from.startsWith('now') ? from : String(start),
        to.startsWith('now') ? to : String(end),
      );
  };
  return (
    <div class="pop" role="dialog" aria-label="Time range">
      <ul>
        {PRESETS.map(({ from, words }) => (
          <li key={from}>
            <button
              type="button"
              aria-pressed={from === usual(fromText.value) && toText.value === ''}
              onClick={() => choose(from, 'now')}
            >
              {words}
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={onSubmit}>
        <label>
          From <input name="from" defaultValue={fromText.value || DEFAULT_FROM} />
        </label>
        <label>
          To <input name="to" defaultValue={toText.value || DEFAULT_TO} />
        </label>
        {problem === '' ? null : <p class="bad">{problem}</p>}
        <button type="submit">Show this range</button>
      </form>
    </div>
  );
}

export function RangePicker(): JSX.Element {
  const [open, setOpen] = useState(false);
  const exact = `${exactTime(range.value.from)} – ${exactTime(range.value.to)}`;
  return (
    <div class="range">
      <button
        type="button"
        class="icon"
        aria-label="Earlier"
        title="Earlier ([)"
        onClick={() => shiftRange(-1)}
      >
        <Icon name="left" />
      </button>
      <button
        type="button"
        class="words"
        aria-expanded={open}
        title={exact}
        onClick={() => setOpen(!open)}
      >
        {rangeWords(fromText.value, toText.value, nowMs.value, sinceMs.value)}
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Later"
        title="Later (])"
        onClick={() => shiftRange(1)}
      >
        <Icon name="right" />
      </button>
      {open ? <Choice close={() => setOpen(false)} /> : null}
    </div>
  );
}
