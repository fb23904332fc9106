import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { WireLogHistogram } from '../../../src/wire/index.ts';
import { setRange } from '../app/range.ts';
import { short, whole } from '../format/number.ts';
import { clock } from '../format/time.ts';
import { LEVELS } from '../parts/level.ts';
import { useWidth } from '../parts/use-box.ts';
import { stacks, type Stack } from './stacks.ts';

const HEIGHT_PX = 64;

function Tip({ stack, leftPx }: { readonly stack: Stack; readonly leftPx: number }): JSX.Element {
  const place =
    leftPx > 300
      ? { left: `${leftPx - 8}px`, transform: 'translateX(-100%)' }
      : { left: `${leftPx + 16}px` };
  return (
    <div class="tip" style={place}>
      <div class="dim">
        {clock(stack.fromMs)} – {clock(stack.toMs)}
      </div>
      {stack.parts.length === 0 ? <div>no line</div> : null}
      {stack.parts.map(({ level, count }) => (
        <div class="tip-row" key={level}>
          <i class={`fill-${level}`} />
          {level}
          <b>{whole(count)}</b>
        </div>
      ))}
    </div>
  );
}

function Bars({
  all,
  max,
  width,
}: {
  readonly all: readonly Stack[];
  readonly max: number;
  readonly width: number;
}): JSX.Element {
  const step = width / Math.max(1, all.length);
  return (
    <svg width={width} height={HEIGHT_PX} aria-hidden="true">
      {all.map((stack, index) => {
        let y = HEIGHT_PX;
        return stack.parts.map(({ level, count }) => {
          const size = Math.max(1, (count / max) * (HEIGHT_PX - 4));
          y -= size;
          return (
            <rect
              key={`${stack.fromMs}${level}`}
              class={`fill-${level}`}
              x={index * step + 0.5}
              y={y}
              width={Math.max(1, step - 1)}
              height={size}
            />
          );
        });
      })}
    </svg>
  );
}

/** Lines over time by level, errors at the ground. A drag sets the range. */
export function Histogram({ data }: { readonly data: WireLogHistogram }): JSX.Element {
  const [box, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number>();
  const [start, setStart] = useState<number>();
  const all = stacks(data);
  const max = Math.max(1, ...all.map(({ total }) => total));
  const indexAt = (event: PointerEvent): number => {
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const share = (event.clientX - left) / Math.max(1, width);
    return Math.max(0, Math.min(all.length - 1, Math.floor(share * all.length)));
  };
  const step = width / Math.max(1, all.length);
  const finish = (): void => {
    const [one, other] = [all[Math.min(start ?? 0, at ?? 0)], all[Math.max(start ?? 0, at ?? 0)]];
    const chosen = start !== undefined && at !== undefined && start !== at;
    if (chosen && one !== undefined && other !== undefined) setRange(one.fromMs, other.toMs);
    setStart(undefined);
  };
  const stack = at === undefined ? undefined : all[at];
  return (
    <div class="histogram-row">
      <span class="axis faint">{short(max)}</span>
      <div
        ref={box}
        class="histogram"
        role="img"
        aria-label={`${data.total} lines by level over time`}
        onPointerDown={(event) => setStart(indexAt(event))}
        onPointerMove={(event) => setAt(indexAt(event))}
        onPointerUp={finish}
        onPointerLeave={() => {
          setAt(undefined);
          setStart(undefined);
        }}
      >
        <Bars all={all} max={max} width={width} />
        {at === undefined ? null : (
          <i
            class="picked"
            style={{
              left: `${Math.min(at, start ?? at) * step}px`,
              width: `${(Math.abs(at - (start ?? at)) + 1) * step}px`,
            }}
          />
        )}
        {stack === undefined || at === undefined ? null : <Tip stack={stack} leftPx={at * step} />}
      </div>
      <div class="legend">
        {LEVELS.filter((level) => data.levels[level] !== undefined).map((level) => (
          <span key={level}>
            <i class={`fill-${level}`} />
            {level}
          </span>
        ))}
      </div>
    </div>
  );
}
