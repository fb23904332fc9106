import { effect, signal } from '@preact/signals';
import { forgetColours } from '../format/colour.ts';

export type Theme = 'system' | 'dark' | 'light';

const KEY = 'sightline.theme';

function stored(): Theme {
  const now = document.documentElement.dataset['theme'];
  return now === 'dark' || now === 'light' ? now : 'system';
}

export const theme = signal<Theme>(stored());
/** Rises when colours changed: what is drawn on a canvas draws itself again. */
export const painted = signal(0);

const ORDER: readonly Theme[] = ['system', 'dark', 'light'];

export function nextTheme(): void {
  theme.value = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length] ?? 'system';
}

function remember(choice: Theme): void {
  try {
    if (choice === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Storage is switched off: the choice holds until the page is closed.
  }
}

export function startTheme(): void {
  effect(() => {
    const choice = theme.value;
    if (choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice;
    remember(choice);
    forgetColours();
    painted.value = painted.peek() + 1;
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    forgetColours();
    painted.value++;
  });
}
