import type { Labels } from '../../model/index.ts';
import { ExpositionError } from './exposition-error.ts';
import type { ScrapeJob, ScrapeLimits } from './job.ts';
import { relabel } from './relabel.ts';

/**
 * The labels under which a sample is kept: its own with those of the target, after metric
 * relabelling; undefined when that drops it.
 * @throws ExpositionError when a label limit of the job is exceeded.
 */
export function sampleLabels(
  own: Readonly<Record<string, string>>,
  target: Labels,
  job: ScrapeJob,
): Labels | undefined {
  const merged: Record<string, string> = { ...own };
  for (const [name, value] of Object.entries(target)) {
    const taken = merged[name];
    if (taken !== undefined) {
      if (job.honorLabels) continue;
      merged[exportedName(name, merged, target)] = taken;
    }
    merged[name] = value;
  }
  const labels = relabel(merged, job.metricRelabelRules);
  if (labels === undefined) return undefined;
  checkLimits(labels, job);
  return labels;
}

/** A name that neither the sample nor the target uses. */
function exportedName(name: string, sample: Labels, target: Labels): string {
  let exported = `exported_${name}`;
  while (Object.hasOwn(sample, exported) || Object.hasOwn(target, exported)) {
    exported = `exported_${exported}`;
  }
  return exported;
}

function checkLimits(labels: Labels, limits: ScrapeLimits): void {
  const { labelLimit, labelNameLengthLimit, labelValueLengthLimit } = limits;
  const entries = Object.entries(labels);
  if (labelLimit > 0 && entries.length > labelLimit) {
    throw new ExpositionError(
      `label_limit exceeded: ${entries.length} labels, at most ${labelLimit}`,
    );
  }
  for (const [name, value] of entries) {
    if (labelNameLengthLimit > 0 && name.length > labelNameLengthLimit) {
      throw new ExpositionError(
        `label_name_length_limit exceeded: "${name}" is ${name.length} long`,
      );
    }
    if (labelValueLengthLimit > 0 && value.length > labelValueLengthLimit) {
      throw new ExpositionError(
        `label_value_length_limit exceeded: "${name}" has a value ${value.length} long`,
      );
    }
  }
}
