import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { param, setParams } from '../app/location.ts';
import type { PromAnswer } from '../data/prometheus.ts';
import { useGet } from '../data/use-get.ts';
import { completions, stubAt } from './completion.ts';

function Completions({
  found,
  chosen,
  onTake,
}: {
  readonly found: readonly string[];
  readonly chosen: number;
  readonly onTake: (name: string) => void;
}): JSX.Element {
  return (
    <ul class="completions" id="completions" role="listbox">
      {found.map((name, index) => (
        <li
          key={name}
          role="option"
          aria-selected={index === chosen}
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(name);
          }}
        >
          {name}
        </li>
      ))}
      <li class="faint hint">tab takes it, enter runs the query</li>
    </ul>
  );
}

/** The expression, with the names of metrics offered while one is typed. */
export function QueryInput(): JSX.Element {
  const current = param('expr');
  const [draft, setDraft] = useState(current);
  const [cursor, setCursor] = useState(-1);
  const [chosen, setChosen] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setDraft(current), [current]);
  const names = useGet<PromAnswer<readonly string[]>>('/api/v1/label/__name__/values', 'names');
  const stub = cursor < 0 ? undefined : stubAt(draft, cursor);
  const found = stub === undefined ? [] : completions(names.data?.data ?? [], stub.text);
  const run = (): void => {
    setCursor(-1);
    setParams({ expr: draft.trim() });
  };
  const take = (name: string): void => {
    if (stub === undefined) return;
    setDraft(draft.slice(0, stub.from) + name + draft.slice(stub.from + stub.text.length));
    setCursor(-1);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const offered = found[chosen];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((chosen + by + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Tab' && offered !== undefined) {
      event.preventDefault();
      take(offered);
    } else if (event.key === 'Enter') run();
    else if (event.key === 'Escape') {
      if (found.length > 0) setCursor(-1);
      else input.current?.blur();
    }
  };
  return (
    <div class="filter query">
      <input
        ref={input}
        data-page-filter
        type="text"
        spellcheck={false}
        autocomplete="off"
        value={draft}
        placeholder="PromQL, for example: rate(http_server_request_duration_seconds_count[1m])"
        aria-label="PromQL expression"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="completions"
        onInput={(event) => {
          setDraft(event.currentTarget.value);
          setCursor(event.currentTarget.selectionStart ?? -1);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setCursor(-1)}
      />
      {found.length === 0 ? null : <Completions found={found} chosen={chosen} onTake={take} />}
    </div>
  );
}
