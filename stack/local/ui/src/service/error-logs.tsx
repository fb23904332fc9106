import type { JSX } from 'preact';
import type { WireLog } from '../../../src/wire/index.ts';
import { href } from '../app/location.ts';
import { clockMs, exactTime } from '../format/time.ts';
import { term } from '../parts/filter-text.ts';
import { ServiceName } from '../parts/service-name.tsx';

/** The newest error lines of a service, each with the way to its trace. */
export function ErrorLogs({
  service,
  lines,
}: {
  /** Undefined: of all services, and each line names its own. */
  readonly service?: string;
  readonly lines: readonly WireLog[];
}): JSX.Element {
  const failed = '(level:error OR level:fatal)';
  const all = service === undefined ? failed : `${term('service', service)} ${failed}`;
  return (
    <section>
      <div class="panel-title">
        <h2>Latest error logs</h2>
        <a href={href('/logs', { q: all })}>all</a>
      </div>
      {lines.length === 0 ? <p class="dim">No error line in this range.</p> : null}
      <ul class="error-logs">
        {lines.map((line) => (
          <li key={line.sequence} class={service === undefined ? 'named' : ''}>
            <span class="dim" title={exactTime(line.timeMs)}>
              {clockMs(line.timeMs)}
            </span>
            {service === undefined ? <ServiceName name={line.service} /> : null}
            <span class="cut mono" title={line.message}>
              {line.message}
            </span>
            {line.traceId === '' ? (
              <span class="faint">no trace</span>
            ) : (
              <a href={href(`/traces/${line.traceId}`, { span: line.spanId, logs: '1' })}>
                trace ›
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
