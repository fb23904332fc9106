import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Offsets } from './offsets.ts';

export interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly rowPx: number;
  readonly keyOf: (item: T) => string;
  readonly render: (item: T, index: number) => ComponentChildren;
  readonly label: string;
  readonly role?: 'listbox' | 'tree';
  /** Id of the element of the selected row, for readers of the screen. */
  readonly activeId?: string | undefined;
  /** Scrolled into sight when it changes; -1 is none. */
  readonly selected?: number;
  /** Rows that are taller than the others, by index. */
  readonly taller?: ReadonlyMap<number, number>;
  readonly onScroll?: (topPx: number) => void;
  readonly class?: string;
}

const NONE: ReadonlyMap<number, number> = new Map();
/** Rows drawn beyond each edge, so that a fast scroll shows no gap. */
const BEYOND = 8;

function useHeight(element: { readonly current: HTMLElement | null }): number {
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(target.clientHeight));
    observer.observe(target);
    setHeight(target.clientHeight);
    return () => observer.disconnect();
  }, []);
  return height;
}

/** Draws the rows in sight of a list of any length. */
export function VirtualList<T>(props: VirtualListProps<T>): JSX.Element {
  const { items, rowPx, keyOf, render, selected = -1, taller = NONE } = props;
  const box = useRef<HTMLDivElement>(null);
  const [topPx, setTopPx] = useState(0);
  const height = useHeight(box);
  const offsets = useMemo(
    () => new Offsets(items.length, rowPx, taller),
    [items.length, rowPx, taller],
  );
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || selected < 0) return;
    const [start, end] = [offsets.top(selected), offsets.top(selected + 1)];
    if (start < element.scrollTop) element.scrollTop = Math.max(0, start - rowPx);
    else if (start + rowPx > element.scrollTop + element.clientHeight) {
      element.scrollTop = Math.min(start, end - element.clientHeight + rowPx);
    }
  }, [selected]);
  const first = Math.max(0, offsets.at(topPx) - BEYOND);
  const last = Math.min(items.length, offsets.at(topPx + height) + BEYOND + 1);
  const onScroll = (event: Event): void => {
    const top = (event.currentTarget as HTMLElement).scrollTop;
    setTopPx(top);
    props.onScroll?.(top);
  };
  return (
    <div
      ref={box}
      class={`vlist ${props.class ?? ''}`}
      role={props.role ?? 'listbox'}
      aria-label={props.label}
      aria-activedescendant={selected < 0 ? undefined : props.activeId}
      tabIndex={0}
      onScroll={onScroll}
    >
      <div class="inner" role="presentation" style={{ height: `${offsets.top(items.length)}px` }}>
        {items.slice(first, last).map((item, at) => (
          <div
            key={keyOf(item)}
            class="slot"
            role="presentation"
            style={{ transform: `translateY(${offsets.top(first + at)}px)` }}
          >
            {render(item, first + at)}
          </div>
        ))}
      </div>
    </div>
  );
}
