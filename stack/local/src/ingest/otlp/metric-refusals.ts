/** Why points are refused, by the short reason they are counted under, in words for the sender. */
export const REFUSAL_WORDS = {
  exponential_histogram:
    'exponential histograms are not supported: have the sender use explicit bucket boundaries',
  no_data: 'metric without data',
  no_name: 'metric without a name',
  no_value: 'point without a value',
  buckets_do_not_fit: 'bucket counts that do not fit their bounds',
  too_many_delta_streams: 'too many delta streams: have the sender use cumulative temporality',
  too_many_series: 'too many series are kept already',
} as const;

export type MetricRefusal = keyof typeof REFUSAL_WORDS;
