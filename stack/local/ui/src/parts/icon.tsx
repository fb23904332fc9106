import type { JSX } from 'preact';

/** Strokes on a grid of 16, drawn for 1.5 px lines. */
const PATHS = {
  brand: 'M1 10h3l1.6-5.5 2.6 8 2-4.5 1 2H15',
  overview: 'M2 3.5h12M2 8h12M2 12.5h7',
  map: 'M1.5 6.5h4v3h-4zM10.5 2h4v3h-4zM10.5 11h4v3h-4zM5.5 8h2.5V3.5h2.5M8 8v4.5h2.5',
  traces: 'M2 3.5h8M5 8h6M8 12.5h6',
  logs: 'M3 2h10v12H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3',
  explore: 'M2 13.5V2.5M2 13.5h12M4.5 10l3-4 2.5 2.5L13.5 4',
  targets: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  kept: 'M2.5 4.5c0-3 11-3 11 0s-11 3-11 0v7c0 3 11 3 11 0v-7M2.5 8c0 3 11 3 11 0',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7z',
  screen: 'M2 3h12v8H2zM6 14h4',
  left: 'M10 3L5 8l5 5',
  right: 'M6 3l5 5-5 5',
  down: 'M3 6l5 5 5-5',
  close: 'M4 4l8 8M12 4l-8 8',
  help: 'M6 6a2 2 0 1 1 2.6 1.9c-.5.2-.6.6-.6 1.3M8 11.6v.4M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
