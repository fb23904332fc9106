import { useKeys } from '../app/keys.ts';
import { findRow } from './find-row.ts';

export interface ListKeys {
  readonly count: number;
  readonly selected: number;
  readonly select: (index: number) => void;
  readonly open: (index: number) => void;
  /** Whether row `index` is an error, for `e` and `E`. */
  readonly isError?: (index: number) => boolean;
  /** Escape: nothing is selected any more, so the list may move again. */
  readonly clear?: () => void;
}

const PAGE_ROWS = 15;

/** j, k, arrows, page keys, enter, e and E on a list. */
export function useListKeys(list: ListKeys): void {
  const { count, selected, select, open, isError, clear } = list;
  const move = (by: number): void => {
    if (count > 0) select(Math.max(0, Math.min(count - 1, selected + by)));
  };
  const toError = (direction: 1 | -1): void => {
    if (isError === undefined) return;
    const from = selected < 0 && direction < 0 ? count : selected;
    const found = findRow(count, from, direction, isError);
    if (found >= 0) select(found);
  };
  useKeys({
    j: () => move(1),
    k: () => move(selected < 0 ? 1 : -1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(selected < 0 ? 1 : -1),
    PageDown: () => move(PAGE_ROWS),
    PageUp: () => move(-PAGE_ROWS),
    Home: () => move(-count),
    End: () => move(count),
    Enter: () => {
      if (selected >= 0 && selected < count) open(selected);
    },
    e: () => toError(1),
    E: () => toError(-1),
    ...(clear === undefined || selected < 0 ? {} : { Escape: clear }),
  });
}
