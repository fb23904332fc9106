import type { ComponentChildren, JSX } from 'preact';
import { href } from '../app/location.ts';
import { percent } from '../format/number.ts';
import { duration, exactTime } from '../format/time.ts';
import { Icon } from '../parts/icon.tsx';
import { term } from '../parts/filter-text.ts';
import { ServiceLink } from '../parts/service-name.tsx';
import { AttributeTable } from './attribute-table.tsx';
import type { Stretch } from './critical-path.ts';
import type { SpanNode } from './tree.ts';

function Section({
  title,
  count,
  open = true,
  children,
}: {
  readonly title: string;
  readonly count: number;
  readonly open?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element | null {
  if (count === 0) return null;
  return (
    <details open={open}>
      <summary>
        {title} <span class="faint">{count}</span>
      </summary>
      {children}
    </details>
  );
}

function Events({ node }: { readonly node: SpanNode }): JSX.Element {
  const { events, startMs } = node.span;
  return (
    <Section title="Events" count={events.length}>
      {events.map((event) => (
        <div class="event" key={`${event.timeMs}${event.name}`}>
          <b class={event.name === 'exception' ? 'bad' : ''}>{event.name}</b>{' '}
          <span class="dim" title={exactTime(event.timeMs)}>
            +{duration(event.timeMs - startMs)}
          </span>
          <AttributeTable attributes={event.attributes} />
        </div>
      ))}
    </Section>
  );
}

function Links({ node }: { readonly node: SpanNode }): JSX.Element {
  const { links } = node.span;
  return (
    <Section title="Links" count={links.length}>
      {links.map((link) => (
        <div class="event" key={link.spanId}>
          <a class="mono" href={href(`/traces/${link.traceId}`, { span: link.spanId })}>
            trace {link.traceId.slice(0, 16)}
          </a>
          <AttributeTable attributes={link.attributes} />
        </div>
      ))}
    </Section>
  );
}

function Times({
  node,
  stretches,
  traceStartMs,
  traceMs,
}: {
  readonly node: SpanNode;
  readonly stretches: readonly Stretch[];
  readonly traceStartMs: number;
  readonly traceMs: number;
}): JSX.Element {
  const { span } = node;
  const critical = stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return (
    <dl class="facts">
      <dt>Duration</dt>
      <dd title={`${span.durationMs} ms`}>{duration(span.durationMs)}</dd>
      <dt>Self</dt>
      <dd title={`${node.selfMs} ms`}>{duration(node.selfMs)}</dd>
      <dt>Critical</dt>
      <dd title="how long the end of the trace waited for this span alone">
        {duration(critical)} <span class="faint">{percent(critical / (traceMs || 1))}</span>
      </dd>
      <dt>Start</dt>
      <dd title={exactTime(span.startMs)}>+{duration(span.startMs - traceStartMs)}</dd>
      <dt>Kind</dt>
      <dd>{span.kind}</dd>
      <dt>Status</dt>
      <dd class={span.status === 'error' ? 'bad' : ''}>
        {span.status === 'error' ? '✕ error' : span.status}
      </dd>
    </dl>
  );
}

export interface SpanPanelProps {
  readonly node: SpanNode;
  readonly stretches: readonly Stretch[];
  readonly traceStartMs: number;
  readonly traceMs: number;
  readonly onClose: () => void;
}

/** All of one span, beside the waterfall. */
export function SpanPanel(props: SpanPanelProps): JSX.Element {
  const { node, onClose } = props;
  const { span } = node;
  const own = `${term('service', span.service)} ${term('name', span.name)}`;
  return (
    <aside class="span-panel" aria-label={`Span ${span.name}`}>
      <header>
        <h2>{span.name}</h2>
        <button type="button" class="icon" aria-label="Close (esc)" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <ServiceLink name={span.service} />
      {span.statusMessage === '' ? null : <p class="notice problem">{span.statusMessage}</p>}
      <Times {...props} />
      <p class="next">
        <a href={href('/traces', { q: own })}>others like it</a>
        <a href={href('/logs', { q: `trace:${span.traceId} ${term('span.id', span.spanId)}` })}>
          its logs
        </a>
      </p>
      <Section title="Attributes" count={Object.keys(span.attributes).length}>
        <AttributeTable attributes={span.attributes} filters />
      </Section>
      <Events node={node} />
      <Links node={node} />
      <Section title="Resource" count={Object.keys(span.resource).length} open={false}>
        <AttributeTable attributes={span.resource} />
      </Section>
      <p class="faint mono ids">
        span {span.spanId}
        {span.scope === '' ? '' : ` · ${span.scope}`}
      </p>
    </aside>
  );
}
