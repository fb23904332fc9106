import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../data/fetch.ts';
import { param, setParams } from '../app/location.ts';
import { Icon } from './icon.tsx';

/** Where the server says that the text is wrong. */
function Fault({ text, error }: { readonly text: string; readonly error: ApiError }): JSX.Element {
  const { position } = error;
  return (
    <div class="fault" role="alert">
      {position === undefined ? null : (
        <pre>{`${text}\n${' '.repeat(Math.min(position, text.length))}^`}</pre>
      )}
      {error.message}
    </div>
  );
}

/** The filter of a page, `q` in the address. */
export function FilterInput({
  placeholder,
  error,
  name = 'q',
}: {
  readonly placeholder: string;
  readonly error?: ApiError | undefined;
  readonly name?: string;
}): JSX.Element {
  const current = param(name);
  const [draft, setDraft] = useState(current);
  const input = useRef<HTMLInputElement>(null);
  // Back, a click on a facet and the like change the address; the box follows.
  useEffect(() => setDraft(current), [current]);
  const fault = error?.status === 400 ? error : undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') setParams({ [name]: draft.trim() });
    if (event.key === 'Escape') input.current?.blur();
  };
  return (
    <div class="filter">
      <input
        ref={input}
        data-page-filter
        type="text"
        spellcheck={false}
        autocomplete="off"
        value={draft}
        placeholder={placeholder}
        aria-label="Filter"
        aria-invalid={fault !== undefined}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setParams({ [name]: draft.trim() })}
      />
      {draft === '' ? null : (
        <button
          type="button"
          class="clear"
          aria-label="Drop the filter"
          onClick={() => {
            setDraft('');
            setParams({ [name]: null });
          }}
        >
          <Icon name="close" />
        </button>
      )}
      {fault === undefined ? null : <Fault text={current} error={fault} />}
    </div>
  );
}
