import {
  ATTR,
  EXEMPLAR_LABEL,
  LABEL,
  LOG_FIELD,
  METRICS,
  RESOURCE,
  TRUNCATED_LABEL,
} from '../../sdk/src/contract/index.ts';
import type { Exception, Finding } from './exceptions.ts';
import type { SourceFile } from './files.ts';
import { syntaxOf } from './syntax.ts';

/**
 * Names that only `sdk/src/contract` may spell. Ordinary words (`level`, `reason`, `http`) are
 * names too, but a text rule cannot tell them from words; names with a dot, an underscore or an `@`
 * it can.
 */
export const CONTRACT_NAMES: ReadonlySet<string> = new Set(
  [
    ...METRICS.map(({ name }) => name),
    ...METRICS.flatMap(({ labels }) => labels),
    ...[LABEL, EXEMPLAR_LABEL, ATTR, RESOURCE, LOG_FIELD].flatMap((table) => Object.values(table)),
    TRUNCATED_LABEL,
  ].filter((name) => /[._@]/.test(name)),
);

/** Looks like a metric of ours, so that a new one cannot start its life outside the contract. */
const METRIC_SHAPE =
  /^(?:(?:sightline|http|rpc|db|messaging|saga|nodejs|v8js|process)_[a-z0-9_]+|[a-z0-9_]+_total)$/;

/** Places that spell a name on purpose, named `path name`. */
export const SPELLED: readonly Exception[] = [
  {
    what: 'sdk/src/instrument/annotate.ts user.id',
    reason: 'A key of the public type of `annotate`: users write it out, so the type shows it.',
  },
  {
    what: 'sdk/src/instrument/annotate.ts http.route',
    reason: 'A key of the public type of `annotate`: users write it out, so the type shows it.',
  },
  {
    what: 'sdk/src/traces/console.ts span_id',
    reason: 'A field of a console line, which happens to be called like the label of an exemplar.',
  },
];

/** Names of the contract, and names that look like metrics, spelled outside the contract. */
export function spelledNames(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => !path.startsWith('sdk/src/contract/'))
    .flatMap((file) =>
      syntaxOf(file)
        .texts.filter(({ value }) => CONTRACT_NAMES.has(value) || METRIC_SHAPE.test(value))
        .map(({ line, value }) => ({
          what: `${file.path} ${value}`,
          problem: `${file.path}:${line}: "${value}" belongs to sdk/src/contract`,
        })),
    );
}
