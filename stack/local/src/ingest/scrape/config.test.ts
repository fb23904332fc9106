import { describe, expect, test } from 'vitest';
import { ConfigError } from './config-node.ts';
import { parseConfig, readConfig } from './config.ts';
import { parseDuration } from './units.ts';

const FILE = '/etc/prometheus/prometheus.yml';

const WHOLE = `
global:
  scrape_interval: 15s
  evaluation_interval: 30s
  external_labels: { cluster: laptop }
  query_log_file: queries.log
rule_files: ['rules/*.yml']
alerting: { alertmanagers: [] }
scrape_configs:
  - job_name: shop
    scrape_interval: 5s
    metrics_path: /m
    scheme: https
    params: { module: [a, b] }
    honor_labels: true
    honor_timestamps: false
    sample_limit: 100
    body_size_limit: 10MB
    scrape_protocols: [OpenMetricsText1.0.0]
    tls_config: { ca_file: ca.pem, insecure_skip_verify: true }
    basic_auth: { username: me, password_file: secrets/p }
    static_configs:
      - targets: ['localhost:9464', 'localhost:9465']
        labels: { env: dev }
    file_sd_configs:
      - files: ['targets/*.json', /abs/t.yml]
        refresh_interval: 1m
    relabel_configs:
      - source_labels: [__address__]
        regex: '(.*):\\d+'
        target_label: host
      - { action: labeldrop, regex: tmp_.* }
    metric_relabel_configs:
      - { action: hashmod, source_labels: [a, b], modulus: 8, target_label: shard }
  - job_name: other
    authorization: { credentials_file: /run/token }
`;

test('a whole configuration', () => {
  const config = parseConfig(WHOLE, FILE);
  expect(config).toMatchObject({
    scrapeIntervalMs: 15_000,
    evaluationIntervalMs: 30_000,
    externalLabels: { cluster: 'laptop' },
  });
  expect(config.notUsed).toEqual([
    'global.query_log_file',
    'rule_files',
    'alerting',
    'scrape_configs[0].scrape_protocols',
  ]);
  const [shop, other] = config.jobs;
  expect(shop).toMatchObject({
    jobName: 'shop',
    intervalMs: 5000,
    timeoutMs: 5000,
    metricsPath: '/m',
    scheme: 'https',
    params: { module: ['a', 'b'] },
    honorLabels: true,
    honorTimestamps: false,
    sampleLimit: 100,
    bodySizeLimit: 10 * 1024 * 1024,
    tls: { caFile: '/etc/prometheus/ca.pem', insecureSkipVerify: true },
    auth: {
      kind: 'basic',
      username: { text: 'me' },
      password: { file: '/etc/prometheus/secrets/p' },
    },
    staticConfigs: [{ targets: ['localhost:9464', 'localhost:9465'], labels: { env: 'dev' } }],
    fileDiscovery: [
      { patterns: ['/etc/prometheus/targets/*.json', '/abs/t.yml'], refreshMs: 60_000 },
    ],
    relabelRules: [
      { action: 'replace', sourceLabels: ['__address__'], targetLabel: 'host' },
      { action: 'labeldrop' },
    ],
    metricRelabelRules: [{ action: 'hashmod', modulus: 8n }],
  });
  expect(other).toMatchObject({
    intervalMs: 15_000,
    timeoutMs: 10_000,
    auth: { kind: 'token', type: 'Bearer', credentials: { file: '/run/token' } },
  });
});

test('anchors and aliases, and an empty file', () => {
  const text = `
scrape_configs:
  - { job_name: a, static_configs: [{ targets: &t ['h:1'] }] }
  - { job_name: b, static_configs: [{ targets: *t }] }
`;
  const { jobs } = parseConfig(text, FILE);
  expect(jobs.map(({ staticConfigs }) => staticConfigs[0]?.targets)).toEqual([['h:1'], ['h:1']]);
  expect(parseConfig('', FILE)).toMatchObject({ jobs: [], scrapeIntervalMs: 60_000 });
});

describe('what is refused, with its place', () => {
  const job = (line: string): string => `scrape_configs:\n  - job_name: a\n    ${line}\n`;
  test.each([
    [job('kubernetes_sd_configs: []'), /:3: scrape_configs\[0\]\.kubernetes_sd_configs: .*file_sd/],
    [job('proxy_url: http://p'), /:3: scrape_configs\[0\]\.proxy_url: is not supported.*known: /],
    [job('follow_redirects: true'), /redirects are not followed/],
    [job('scrape_interval: fast'), /"fast" is not a duration such as 15s/],
    [job('scrape_interval: 0s'), /is not a duration/],
    [job('scrape_timeout: 2m'), /scrape_timeout \(120000 ms\) is longer than/],
    [job('honor_labels: perhaps'), /"perhaps" is neither true nor false/],
    [job('scheme: ftp'), /"ftp" is not one of http, https/],
    [job('sample_limit: -1'), /is not a whole number/],
    [job('body_size_limit: 10'), /is not a size such as/],
    [job("static_configs: [{ targets: ['http://h:1/x'] }]"), /is not host:port/],
    [job('static_configs: [{ target: [h] }]'), /allowed: targets, labels/],
    [job('static_configs: h'), /"h" is not a list/],
    [job('file_sd_configs: [{ files: [a.txt] }]'), /has to end in \.json/],
    [job('file_sd_configs: [{}]'), /at least one path/],
    [job("relabel_configs: [{ regex: '(' }]"), /is not a valid regular expression/],
    [job('relabel_configs: [{ action: keep, sources: [a] }]'), /relabel_configs\[0\]\.sources/],
    [job('relabel_configs: [{ action: grow }]'), /is not one of replace, keep/],
    [job('relabel_configs: [{}]'), /needs target_label/],
    [job('relabel_configs: [{ action: hashmod, target_label: a }]'), /needs a modulus/],
    [job('basic_auth: { user: a }'), /allowed: username/],
    [job('authorization: { type: Bearer }'), /needs credentials/],
    [job('tls_config: { min_version: TLS12 }'), /allowed: ca_file/],
    ['scrape_configs:\n  - metrics_path: /m\n', /:2: scrape_configs\[0\]: a job needs job_name/],
    [`${job('')}  - job_name: a\n`, /"a" is taken by another job/],
    ['scrape_config: []\n', /:1: scrape_config: is not supported here; known: global/],
    ['global:\n  sample_limit: 5\n', /:2: global\.sample_limit: .*in the job/],
    ['global: [\n', /prometheus\.yml:\d+: /],
    ['- a\n', /is not a mapping/],
  ])('%j', (text, message) => {
    const parse = () => parseConfig(text, FILE);
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(message);
  });

  test('a file that is not there', async () => {
    await expect(readConfig('/nowhere/p.yml')).rejects.toThrow(/\/nowhere\/p\.yml: cannot be read/);
  });
});

test.each([
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['1d', 86_400_000],
  ['0', 0],
  ['1.5s', undefined],
  ['30m1h', undefined],
  ['', undefined],
])('duration %s', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});
