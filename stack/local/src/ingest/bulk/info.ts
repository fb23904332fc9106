/** `GET /`: what clients and shippers read to learn whom they talk to. */
export const CLUSTER_INFO = {
  name: 'sightline-local',
  cluster_name: 'sightline-local',
  cluster_uuid: 'c2lnaHRsaW5lLWxvY2FsMQ',
  version: {
    number: '9.2.0',
    build_flavor: 'default',
    build_type: 'npm',
    build_hash: 'unknown',
    build_date: '2025-10-21T00:00:00.000Z',
    build_snapshot: false,
    lucene_version: '10.3.0',
    minimum_wire_compatibility_version: '8.19.0',
    minimum_index_compatibility_version: '8.0.0',
  },
  tagline: 'You Know, for Search',
} as const;

/** `GET /_cluster/health`: one node, ready as long as it answers. */
export const CLUSTER_HEALTH = {
  cluster_name: 'sightline-local',
  status: 'green',
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
  active_primary_shards: 1,
  active_shards: 1,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 0,
  active_shards_percent_as_number: 100,
} as const;
