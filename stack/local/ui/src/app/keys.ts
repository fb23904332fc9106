import { useEffect, useRef } from 'preact/hooks';

export type Handler = (event: KeyboardEvent) => void;
export type Keys = Readonly<Record<string, Handler>>;

/** What lies on top of the page knows better than the page, and the page better than the frame. */
export type Rank = 'frame' | 'page' | 'top';

const layers: { readonly rank: Rank; readonly keys: { current: Keys } }[] = [];
const RANKS: readonly Rank[] = ['top', 'page', 'frame'];

/** Keys that begin a sequence of two, like `g l`. */
let prefix = '';
let prefixAtMs = 0;
const SEQUENCE_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}

/** Keys that a focused link or button answers itself. */
function isOwnKey(event: KeyboardEvent): boolean {
  const target = event.target;
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return target instanceof HTMLElement && target.closest('a, button, summary') !== null;
}

function nameOf(event: KeyboardEvent): string {
  const shifted = event.shiftKey && event.key.length > 1 ? 'Shift+' : '';
  const name = `${shifted}${event.key}`;
  if (prefix !== '' && event.timeStamp - prefixAtMs < SEQUENCE_MS) return `${prefix} ${name}`;
  return name;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) && event.key !== 'Escape') return;
  if (isOwnKey(event)) return;
  if (event.key === 'g' && prefix === '') {
    prefix = 'g';
    prefixAtMs = event.timeStamp;
    return;
  }
  const name = nameOf(event);
  prefix = '';
  const handler = handlerOf(name);
  if (handler === undefined) return;
  event.preventDefault();
  handler(event);
}

function handlerOf(name: string): Handler | undefined {
  for (const rank of RANKS) {
    for (let at = layers.length - 1; at >= 0; at--) {
      const layer = layers[at];
      const handler = layer?.rank === rank ? layer.keys.current[name] : undefined;
      if (handler !== undefined) return handler;
    }
  }
  return undefined;
}

export function startKeys(): void {
  document.addEventListener('keydown', onKeyDown);
}

/** While the component is shown, these keys do this. Not while somebody types, except Escape. */
export function useKeys(keys: Keys, rank: Rank = 'page'): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const layer = { rank, keys: latest };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [rank]);
}
