import type { JSX } from 'preact';
import { hueVar } from '../format/colour.ts';
import { plural } from '../format/number.ts';
import { duration } from '../format/time.ts';
import { Icon } from '../parts/icon.tsx';
import type { Stretch } from './critical-path.ts';
import type { SpanNode } from './tree.ts';
import { share, type View } from './view.ts';

const INDENT_PX = 14;
const INDENT_MAX = 20;

export function indent(depth: number): string {
  return `${Math.min(depth, INDENT_MAX) * INDENT_PX}px`;
}

export interface SpanRowProps {
  readonly node: SpanNode;
  readonly view: View;
  readonly stretches: readonly Stretch[];
  readonly selected: boolean;
  readonly collapsed: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

function Toggle({ node, collapsed, onToggle }: SpanRowProps): JSX.Element {
  if (node.children.length === 0) return <span class="toggle" />;
  const words = `${plural(node.below, 'span')} below`;
  return (
    <button
      type="button"
      class="cell toggle"
      tabIndex={-1}
      title={words}
      aria-label={`${collapsed ? 'expand' : 'collapse'} ${words}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Icon name={collapsed ? 'right' : 'down'} />
    </button>
  );
}

/** What the name says of what is hidden below a closed span. */
function Hidden({ node }: { readonly node: SpanNode }): JSX.Element {
  return (
    <span class="hidden-below">
      +{node.below}
      {node.errorsBelow > 0 ? <b class="bad"> ✕{node.errorsBelow}</b> : null}
    </span>
  );
}

function Bar({ node, view, stretches }: SpanRowProps): JSX.Element {
  const { span } = node;
  const [left, width] = share(view, span.startMs, span.startMs + span.durationMs);
  const failed = span.status === 'error';
  return (
    <span class="lane">
      <i
        class={failed ? 'bar-of failed' : 'bar-of'}
        style={{ left: `${left}%`, width: `${width}%`, background: hueVar(span.service) }}
      />
      {stretches.map(({ fromMs, toMs }) => {
        const [from, size] = share(view, fromMs, toMs);
        return <u key={fromMs} style={{ left: `${from}%`, width: `${size}%` }} />;
      })}
    </span>
  );
}

/** One line of the waterfall. */
export function SpanRow(props: SpanRowProps): JSX.Element {
  const { node, selected, collapsed, stretches } = props;
  const { span } = node;
  const failed = span.status === 'error';
  const critical = stretches.length > 0 ? ', on the critical path' : '';
  return (
    <div
      id={`span-${span.spanId}`}
      class={stretches.length > 0 ? 'span-row critical' : 'span-row'}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-selected={selected}
      aria-expanded={node.children.length === 0 ? undefined : !collapsed}
      aria-label={
        `${span.service} ${span.name}, ${duration(span.durationMs)}` +
        `${failed ? ', failed' : ''}${critical}`
      }
      onClick={props.onSelect}
    >
      <span class="who" style={{ paddingLeft: indent(node.depth) }}>
        <Toggle {...props} />
        <i class="bar-mark" style={{ background: hueVar(span.service) }} />
        {failed ? <b class="bad">✕</b> : null}
        <span class="service-word">{span.service}</span>
        <span class="cut name">{span.name}</span>
        {collapsed ? <Hidden node={node} /> : null}
      </span>
      <Bar {...props} />
      <span class="num self dim" title="own time: none of its children ran">
        {node.children.length === 0 ? '' : duration(node.selfMs)}
      </span>
      <span class="num took-of" title={`${span.durationMs} ms`}>
        {duration(span.durationMs)}
      </span>
    </div>
  );
}
