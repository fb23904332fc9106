import type { Reader } from './reader.ts';
import type { Settings } from './settings.ts';
import { ROWS } from './table.ts';

type ExporterSettings = Pick<
  Settings,
  'tracesExporter' | 'metricsExporters' | 'logsExporters' | 'logsStdout'
>;

/** Which way each signal goes; more than one lasting store is allowed, but said. */
export function resolveExporters(reader: Reader): ExporterSettings {
  const tracesExporter = reader.read(ROWS.tracesExporter);
  const metricsExporters = reader.read(ROWS.metricsExporters);
  const isShipping = reader.first(ROWS.logsElasticsearchUrl) !== undefined;
  const logsExporters = resolveLogs(reader, isShipping);
  const logWays = [...logsExporters, ...(isShipping ? ['elasticsearch'] : [])];
  const twice = [
    ...(metricsExporters.includes('otlp') && metricsExporters.includes('prometheus')
      ? ['metrics (otlp and prometheus)']
      : []),
    ...(logWays.length > 1 ? [`logs (${logWays.join(' and ')})`] : []),
  ];
  if (twice.length > 0) {
    reader.warn(
      'DOUBLE_STORE',
      `${twice.join(' and ')} leave on two paths, so the same data may be stored twice. ` +
        'Name one exporter per signal unless that is meant.',
    );
  }
  return {
    tracesExporter,
    metricsExporters: Object.freeze(metricsExporters),
    logsExporters: Object.freeze(logsExporters),
    logsStdout: logsExporters.includes('stdout'),
  };
}

/**
 * The list, after logsStdout has put standard output in or taken it out. Sent to Elasticsearch
 * directly, lines are not written to standard output as well unless somebody asks for it.
 */
function resolveLogs(reader: Reader, isShipping: boolean): readonly ('stdout' | 'otlp')[] {
  const list = reader.first(ROWS.logsExporters);
  const stdout = reader.first(ROWS.logsStdout);
  reader.note(ROWS.logsExporters, list);
  const exporters = list?.value ?? (isShipping ? [] : ['stdout']);
  // A list in code is not overruled by a variable.
  const overruled = list?.source === 'code' && stdout?.source !== 'code';
  if (stdout === undefined || overruled) {
    reader.sources[ROWS.logsStdout.option] = list?.source ?? 'default';
    return exporters;
  }
  reader.note(ROWS.logsStdout, stdout);
  const others = exporters.filter((exporter) => exporter !== 'stdout');
  return stdout.value ? ['stdout', ...others] : others;
}
