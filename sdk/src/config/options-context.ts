/** Options that say which libraries are seen, and whom the service believes and tells. */
export interface ContextOptions {
  /**
   * Packages, at most 200, that are left alone. Default: none.
   * Variable: `SIGHTLINE_LIBRARIES_OFF`. Throws `SIGHTLINE_CONFIG_INVALID_LIST`.
   */
  librariesOff?: readonly string[] | undefined;
  /**
   * False = incoming trace headers and baggage are ignored: for services that the public calls.
   * Default true.
   * Variable: `SIGHTLINE_TRUST_INCOMING_TRACE`. Throws `SIGHTLINE_CONFIG_INVALID_BOOLEAN`.
   */
  trustIncomingTrace?: boolean | undefined;
  /**
   * Milliseconds, 0 to 600000, that a turn of the event loop may take; a longer one gets one line
   * with the stack and the request that held the loop. Default 0 = off: watching takes a thread.
   * Variable: `SIGHTLINE_STALL_THRESHOLD_MS`. Throws `SIGHTLINE_CONFIG_INVALID_NUMBER`.
   */
  stallThresholdMs?: number | undefined;
  /**
   * Hosts, at most 200, that outgoing requests tell the baggage; `*.domain` = all below it.
   * Default: every host.
   * Variable: `SIGHTLINE_BAGGAGE_HOSTS` (`none` = no host). Throws `SIGHTLINE_CONFIG_INVALID_LIST`.
   */
  baggageHosts?: readonly string[] | undefined;
}
