import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

const SHOWN_MS = 1500;

/** Without a secure context (a page served to another machine) the old way still works. */
async function copy(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  return undefined;
}

export function CopyButton({
  text,
  label = 'Copy',
}: {
  readonly text: string;
  readonly label?: string;
}): JSX.Element {
  const [words, setWords] = useState(label);
  const onClick = (): void => {
    copy(text).then(
      () => setWords('Copied'),
      () => setWords('Not allowed'),
    );
    setTimeout(() => setWords(label), SHOWN_MS);
  };
  return (
    <button type="button" onClick={onClick} aria-live="polite">
      {words}
    </button>
  );
}

/** A command to be run in a terminal. */
export function Command({ text }: { readonly text: string }): JSX.Element {
  return (
    <span class="command">
      <code>{text}</code>
      <CopyButton text={text} />
    </span>
  );
}
