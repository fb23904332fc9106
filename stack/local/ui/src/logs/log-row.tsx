import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { WireLog } from '../../../src/wire/index.ts';
import { href, param, setParams } from '../app/location.ts';
import { nowMs } from '../app/range.ts';
import { clockMs, day, exactTime } from '../format/time.ts';
import { withTerm } from '../parts/filter-text.ts';
import { LevelWord } from '../parts/level-word.tsx';
import { ServiceLink, ServiceName } from '../parts/service-name.tsx';
import { fieldsOf, filterField, type Field } from './fields.ts';

function FieldRow({ field }: { readonly field: Field }): JSX.Element {
  const name = filterField(field.path);
  const filter = (negated: boolean) => () =>
    setParams({ q: withTerm(param('q'), name, field.text, negated) });
  return (
    <div>
      <dt>{field.path}</dt>
      <dd>
        {field.filterable ? (
          <>
            <button type="button" class="cell value" title="only these" onClick={filter(false)}>
              {field.text === '' ? '""' : field.text}
            </button>
            <button
              type="button"
              class="cell not"
              aria-label={`without ${field.text}`}
              title="without these"
              onClick={filter(true)}
            >
              −
            </button>
          </>
        ) : (
          <pre>{field.text}</pre>
        )}
      </dd>
    </div>
  );
}

function Fields({ line }: { readonly line: WireLog }): JSX.Element {
  return (
    <div class="fields">
      <p class="next">
        {line.traceId === '' ? (
          <span class="faint">belongs to no trace</span>
        ) : (
          <>
            <a href={href(`/traces/${line.traceId}`, { span: line.spanId, logs: '1' })}>
              its trace
            </a>
            <a href={href('/logs', { q: `trace:${line.traceId}` })}>lines of the same trace</a>
          </>
        )}
        <ServiceLink name={line.service} />
      </p>
      <dl class="attributes">
        {fieldsOf(line.fields).map((field) => (
          <FieldRow key={field.path} field={field} />
        ))}
      </dl>
    </div>
  );
}

export interface LogRowProps {
  readonly line: WireLog;
  readonly selected: boolean;
  readonly open: boolean;
  readonly onToggle: () => void;
  /** Tells how tall the open line is. */
  readonly onHeight: (px: number) => void;
}

/** One line; open, with all its fields below it. */
export function LogRow({ line, selected, open, onToggle, onHeight }: LogRowProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (open && box.current !== null) onHeight(box.current.offsetHeight);
  }, [open, line]);
  const today = day(line.timeMs) === day(nowMs.value);
  return (
    <div ref={box} class={open ? 'log-line open' : 'log-line'}>
      <div
        id={`line-${line.sequence}`}
        class="log-row"
        role="option"
        aria-selected={selected}
        aria-expanded={open}
        onClick={onToggle}
      >
        <span class="dim" title={exactTime(line.timeMs)}>
          {today ? clockMs(line.timeMs) : `${day(line.timeMs).slice(5)} ${clockMs(line.timeMs)}`}
        </span>
        <LevelWord level={line.level} />
        <ServiceName name={line.service} />
        <span class="cut mono">{line.message}</span>
        {line.traceId === '' ? (
          <span />
        ) : (
          <a
            class="to-trace"
            href={href(`/traces/${line.traceId}`, { span: line.spanId, logs: '1' })}
            title={`trace ${line.traceId}`}
            aria-label="its trace"
            tabIndex={-1}
          >
            trace ›
          </a>
        )}
      </div>
      {open ? <Fields line={line} /> : null}
    </div>
  );
}
