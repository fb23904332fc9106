import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { WireLog } from '../../../src/wire/index.ts';
import { param, setParams } from '../app/location.ts';
import { whole } from '../format/number.ts';
import { useListKeys } from '../parts/use-list-keys.ts';
import { VirtualList } from '../parts/virtual-list.tsx';
import { LogRow } from './log-row.tsx';
import { WAITING_MAX, type Lines } from './use-lines.ts';

const ROW_PX = 24;
/** Older lines are asked for when this much is left below. */
const AHEAD_ROWS = 80;
const NONE: readonly WireLog[] = [];

/** Heights of the open lines, by place in the list. */
function useHeights(lines: readonly WireLog[], open: ReadonlySet<number>) {
  const [heights, setHeights] = useState<ReadonlyMap<number, number>>(new Map());
  const taller = useMemo(() => {
    const byIndex = new Map<number, number>();
    if (open.size === 0) return byIndex;
    for (const [index, { sequence }] of lines.entries()) {
      const px = open.has(sequence) ? heights.get(sequence) : undefined;
      if (px !== undefined) byIndex.set(index, px);
    }
    return byIndex;
  }, [lines, open, heights]);
  const measured = (sequence: number, px: number): void => {
    if (heights.get(sequence) !== px) setHeights(new Map(heights).set(sequence, px));
  };
  return { taller, measured };
}

function toggled(open: ReadonlySet<number>, sequence: number): ReadonlySet<number> {
  const next = new Set(open);
  if (!next.delete(sequence)) next.add(sequence);
  return next;
}

export interface LogListProps {
  readonly source: Lines;
  readonly onReading: (reading: boolean) => void;
}

export function LogList({ source, onReading }: LogListProps): JSX.Element {
  const lines = source.lines ?? NONE;
  const picked = Number(param('line') || -1);
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(picked < 0 ? [] : [picked]));
  const [pointed, setPointed] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const { taller, measured } = useHeights(lines, open);
  const selected = lines.findIndex(({ sequence }) => sequence === picked);
  const reading = pointed || scrolled || open.size > 0 || selected >= 0;
  useEffect(() => onReading(reading), [reading]);
  const toggle = (sequence: number | undefined): void => {
    if (sequence === undefined) return;
    setOpen(toggled(open, sequence));
    setParams({ line: open.has(sequence) ? null : sequence }, 'replace');
  };
  useListKeys({
    count: lines.length,
    selected,
    select: (index) => {
      setParams({ line: lines[index]?.sequence }, 'replace');
      if (index > lines.length - AHEAD_ROWS) source.more();
    },
    open: (index) => toggle(lines[index]?.sequence),
    isError: (index) => /^(?:error|fatal)$/.test(lines[index]?.level ?? ''),
    clear: () => {
      setOpen(new Set());
      setParams({ line: null }, 'replace');
    },
  });
  const onScroll = (topPx: number): void => {
    setScrolled(topPx > 0);
    if (topPx > (lines.length - AHEAD_ROWS) * ROW_PX) source.more();
  };
  return (
    <div
      class="list logs"
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    >
      {source.waiting.length === 0 ? null : (
        <button type="button" class="fresh" onClick={source.release}>
          {whole(source.waiting.length)}
          {source.waiting.length >= WAITING_MAX ? ' and more' : ''} new
        </button>
      )}
      <VirtualList
        items={lines}
        rowPx={ROW_PX}
        keyOf={({ sequence }) => String(sequence)}
        label="Log lines, newest first"
        selected={selected}
        activeId={`line-${picked}`}
        taller={taller}
        onScroll={onScroll}
        render={(line) => (
          <LogRow
            line={line}
            selected={line.sequence === picked}
            open={open.has(line.sequence)}
            onToggle={() => toggle(line.sequence)}
            onHeight={(px) => measured(line.sequence, px)}
          />
        )}
      />
    </div>
  );
}
