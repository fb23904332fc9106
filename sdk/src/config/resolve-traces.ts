import type { Found, Reader } from './reader.ts';
import type { SamplerName, Settings } from './settings.ts';
import { ROWS } from './table.ts';

type TraceSettings = Pick<
  Settings,
  | 'sampler'
  | 'samplerRatio'
  | 'propagators'
  | 'batchMaxQueueSize'
  | 'batchMaxExportSize'
  | 'batchScheduleDelayMs'
  | 'batchExportTimeoutMs'
>;

export function resolveTraces(reader: Reader): TraceSettings {
  return {
    ...resolveSampler(reader),
    propagators: Object.freeze([...reader.read(ROWS.propagators)]),
    ...resolveQueue(reader),
    batchScheduleDelayMs: reader.read(ROWS.batchScheduleDelayMs),
    batchExportTimeoutMs: reader.read(ROWS.batchExportTimeoutMs),
  };
}

function hasRatio(sampler: SamplerName): boolean {
  return sampler === 'traceidratio' || sampler === 'parentbased_traceidratio';
}

/** A ratio given in code always takes effect: the alternative is an option that does nothing. */
function resolveSampler(reader: Reader): Pick<TraceSettings, 'sampler' | 'samplerRatio'> {
  const named = reader.first(ROWS.sampler);
  const codeRatio = reader.code(ROWS.samplerRatio);
  let sampler: Found<SamplerName> | undefined = named;
  if (codeRatio !== undefined && (named === undefined || !hasRatio(named.value))) {
    if (named?.source === 'code') {
      const allowed = 'no samplerRatio beside a sampler without ratio';
      const fix = "Set sampler to 'parentbased_traceidratio', or leave one of the two out.";
      throw reader.invalid(ROWS.samplerRatio, codeRatio.value, 'CONFLICT', allowed, fix);
    }
    sampler = { value: 'parentbased_traceidratio', source: 'code' };
  }
  reader.note(ROWS.sampler, sampler);
  const value = sampler?.value ?? ROWS.sampler.fallback;
  // The specification reads the argument only for the samplers that have one.
  const ratio = codeRatio ?? (hasRatio(value) ? reader.environment(ROWS.samplerRatio) : undefined);
  reader.note(ROWS.samplerRatio, ratio);
  return { sampler: value, samplerRatio: ratio?.value ?? ROWS.samplerRatio.fallback };
}

/** One export cannot hold more than the queue. */
function resolveQueue(
  reader: Reader,
): Pick<TraceSettings, 'batchMaxQueueSize' | 'batchMaxExportSize'> {
  const batchMaxQueueSize = reader.read(ROWS.batchMaxQueueSize);
  const size = reader.first(ROWS.batchMaxExportSize);
  reader.note(ROWS.batchMaxExportSize, size);
  const wanted = size?.value ?? ROWS.batchMaxExportSize.fallback;
  if (wanted <= batchMaxQueueSize) return { batchMaxQueueSize, batchMaxExportSize: wanted };
  if (size?.source === 'code') {
    const allowed = `not more than batchMaxQueueSize (${batchMaxQueueSize})`;
    const fix = 'Make the queue larger or the export smaller.';
    throw reader.invalid(ROWS.batchMaxExportSize, wanted, 'CONFLICT', allowed, fix);
  }
  if (size !== undefined) {
    reader.warn(
      'ENV_CONFLICT',
      `${size.source} (${wanted}) exceeds the queue of ${batchMaxQueueSize} spans; ` +
        `${batchMaxQueueSize} is used. Make the queue larger or the export smaller.`,
    );
  }
  return { batchMaxQueueSize, batchMaxExportSize: batchMaxQueueSize };
}
