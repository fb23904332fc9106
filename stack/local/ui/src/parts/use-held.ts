import { useRef, useState } from 'preact/hooks';

export interface Held<T> {
  readonly shown: T;
  /** True when something newer waits. */
  readonly waiting: boolean;
  /** Shows what waits. */
  readonly release: () => void;
}

/**
 * Keeps what the reader looks at while `hold` is true; newer versions wait. Another `subject` (a
 * new filter, another sort) is shown at once: the reader asked for it.
 */
export function useHeld<T>(latest: T, subject: string, hold: boolean): Held<T> {
  const held = useRef({ value: latest, subject });
  const [, redraw] = useState(0);
  if (!hold || held.current.subject !== subject || held.current.value === undefined) {
    held.current = { value: latest, subject };
  }
  return {
    shown: held.current.value,
    waiting: held.current.value !== latest,
    release: () => {
      held.current = { value: latest, subject };
      redraw((count) => count + 1);
    },
  };
}
