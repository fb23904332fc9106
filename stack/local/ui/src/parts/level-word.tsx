import type { JSX } from 'preact';
import type { Level } from './level.ts';

export function LevelWord({ level }: { readonly level: Level }): JSX.Element {
  return <span class={`level ${level}`}>{level === 'unknown' ? '·' : level}</span>;
}
