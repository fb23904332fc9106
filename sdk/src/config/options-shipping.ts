/** Options of the direct way to Elasticsearch, and of the disk that bridges outages. */
export interface ShippingOptions {
  /**
   * URL of the Elasticsearch that lines are sent to directly, through a thread of their own; user
   * and password may stand in it. Standard output is off then, unless `logsStdout` is true.
   * Default: none. Variable: `SIGHTLINE_LOGS_ELASTICSEARCH_URL`.
   * Throws `SIGHTLINE_CONFIG_INVALID_URL`.
   */
  logsElasticsearchUrl?: string | undefined;
  /**
   * Encoded API key of at most 4096 characters; it needs `create_doc` and `auto_configure` on the
   * data stream. Default: none.
   * Variable: `SIGHTLINE_LOGS_ELASTICSEARCH_API_KEY`. Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  logsElasticsearchApiKey?: string | undefined;
  /**
   * File with the API key, read at start and whenever Elasticsearch refuses the key. Default: none.
   * Variable: `SIGHTLINE_LOGS_ELASTICSEARCH_API_KEY_FILE`.
   * Throws `SIGHTLINE_CONFIG_INVALID_TEXT`, `SIGHTLINE_CONFIG_UNREADABLE_FILE`.
   */
  logsElasticsearchApiKeyFile?: string | undefined;
  /**
   * PEM file with the certificate authority of Elasticsearch. Default: the trust store of Node.
   * Variable: `SIGHTLINE_LOGS_ELASTICSEARCH_CA_FILE`.
   * Throws `SIGHTLINE_CONFIG_INVALID_TEXT`, `SIGHTLINE_CONFIG_UNREADABLE_FILE`.
   */
  logsElasticsearchCaFile?: string | undefined;
  /**
   * Data stream or index that takes the lines. Default: `logs-sightline-` and the environment.
   * Variable: `SIGHTLINE_LOGS_ELASTICSEARCH_INDEX`. Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  logsElasticsearchIndex?: string | undefined;
  /**
   * Folder, for the owner only, of what cannot be delivered now; processes of a service share it
   * and take over what a dead one left. When it is set, spans use it too. Default: none; with
   * direct shipping a folder of the user's in the system's temporary folder.
   * Variable: `SIGHTLINE_SPOOL_DIR`. Throws `SIGHTLINE_CONFIG_INVALID_TEXT`.
   */
  spoolDir?: string | undefined;
  /**
   * Bytes that one process keeps on disk per signal, 0 to 1099511627776; 0 = no spool. Then the
   * oldest goes, counted. Default 268435456 (256 MiB).
   * Variable: `SIGHTLINE_SPOOL_MAX_BYTES`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  spoolMaxBytes?: number | undefined;
  /**
   * Seconds after which what waits is dropped and counted, 60 to 31536000. Default 259200 (three
   * days). Variable: `SIGHTLINE_SPOOL_MAX_AGE_SECONDS`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  spoolMaxAgeSeconds?: number | undefined;
}
