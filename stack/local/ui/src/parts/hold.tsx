import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useHeld } from './use-held.ts';

/** Shows a value that keeps changing; while the pointer is on it, it stands still. */
export function Hold<T>({
  value,
  subject = '',
  children,
}: {
  readonly value: T;
  /** Another one is shown at once. */
  readonly subject?: string;
  readonly children: (shown: T) => ComponentChildren;
}): JSX.Element {
  const [pointed, setPointed] = useState(false);
  const { shown } = useHeld(value, subject, pointed);
  return (
    <div
      class="hold"
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    >
      {children(shown)}
    </div>
  );
}
