import { counter, gauge } from './definition.ts';
import { LABEL } from './labels.ts';

/** What the SDK does with the telemetry it was given, and what that costs. */
export const SELF_METRICS = {
  logRecords: counter('sightline_log_records_total', 'Log lines written, by level.', [LABEL.level]),
  logSuppressed: counter(
    'sightline_log_suppressed_total',
    'Log lines held back by the rate limit.',
  ),
  logTruncated: counter(
    'sightline_log_truncated_total',
    'Log lines from which something was left out.',
  ),
  logFieldsMoved: counter(
    'sightline_log_fields_moved_total',
    'Application log fields moved under labels or numeric_labels.',
  ),
  logsAccepted: counter('sightline_logs_accepted_total', 'Log lines accepted for delivery.'),
  logsDelivered: counter('sightline_logs_delivered_total', 'Log lines delivered.'),
  logsAdopted: counter(
    'sightline_logs_adopted_total',
    'Log lines taken over from the spool of processes that died.',
  ),
  logsDeadLettered: counter(
    'sightline_logs_dead_lettered_total',
    'Log lines refused for good and kept on disk with the reason.',
  ),
  logsRejectedStored: counter(
    'sightline_logs_rejected_stored_total',
    'Log lines that the backend refused and kept in its failure store.',
  ),
  logsSpooled: gauge('sightline_logs_spooled', 'Log lines on disk now, to be delivered later.'),
  logsDropped: counter('sightline_logs_dropped_total', 'Log lines dropped, by reason.', [
    LABEL.reason,
  ]),
  logsExportFailures: counter(
    'sightline_logs_export_failures_total',
    'Failed attempts to deliver log lines, by reason.',
    [LABEL.reason],
  ),
  logsInFlight: gauge('sightline_logs_in_flight', 'Log lines accepted and not yet delivered.'),
  logsLastSuccess: gauge(
    'sightline_logs_last_success_timestamp_seconds',
    'When log lines were last delivered, since the Unix epoch.',
  ),
  spansAccepted: counter('sightline_spans_accepted_total', 'Sampled spans accepted for delivery.'),
  spansDelivered: counter(
    'sightline_spans_delivered_total',
    'Spans that the backend acknowledged.',
  ),
  spansAdopted: counter(
    'sightline_spans_adopted_total',
    'Spans taken over from the spool of processes that died.',
  ),
  spansDeadLettered: counter(
    'sightline_spans_dead_lettered_total',
    'Spans refused for good and kept on disk with the reason.',
  ),
  spansRejectedStored: counter(
    'sightline_spans_rejected_stored_total',
    'Spans that the backend refused and kept in its failure store.',
  ),
  spansSpooled: gauge('sightline_spans_spooled', 'Spans on disk now, to be delivered later.'),
  spansDropped: counter('sightline_spans_dropped_total', 'Spans dropped, by reason.', [
    LABEL.reason,
  ]),
  spansExportFailures: counter(
    'sightline_spans_export_failures_total',
    'Failed attempts to deliver spans, by reason.',
    [LABEL.reason],
  ),
  spansInFlight: gauge('sightline_spans_in_flight', 'Spans accepted and not yet acknowledged.'),
  spansLastSuccess: gauge(
    'sightline_spans_last_success_timestamp_seconds',
    'When a batch of spans was last acknowledged, since the Unix epoch.',
  ),
  cardinalityOverflow: counter(
    'sightline_cardinality_overflow_total',
    'Observations folded into the overflow series because a metric reached its cap.',
    [LABEL.metric, LABEL.label],
  ),
  stalls: counter(
    'sightline_event_loop_stalls_total',
    'Turns of the event loop that took longer than the bound for stalls.',
  ),
  memberUp: gauge(
    'sightline_worker_up',
    'Whether a worker of this service answered when it was asked for its metrics.',
    [LABEL.worker],
  ),
  cpuSeconds: counter('sightline_cpu_seconds_total', 'CPU time the SDK itself used, by part.', [
    LABEL.part,
  ]),
} as const;
