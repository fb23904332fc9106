import { boolean, integer, wordList } from './kinds.ts';
import { row } from './row.ts';

const GROUP = 'Libraries and context';

/** Which libraries are seen, and whom the service believes and tells. */
export const CONTEXT_ROWS = {
  librariesOff: row({
    option: 'librariesOff',
    variables: ['SIGHTLINE_LIBRARIES_OFF'],
    group: GROUP,
    kind: wordList(/^(?:@[\w.-]+\/)?[\w.-]{1,100}$/, 'names of packages'),
    fallback: [],
    defaultText: 'none: each library that is known is seen',
    example: "['pg', 'ioredis']",
    mayBeLogged: true,
    description: 'Libraries that are left alone, for example because something else observes them.',
  }),
  trustIncomingTrace: row({
    option: 'trustIncomingTrace',
    variables: ['SIGHTLINE_TRUST_INCOMING_TRACE'],
    group: GROUP,
    kind: boolean,
    fallback: true,
    example: 'false',
    mayBeLogged: true,
    description:
      'Whether requests continue the trace and baggage of their caller. False for services that ' +
      'the public calls: there each request starts a trace of its own.',
  }),
  stallThresholdMs: row({
    option: 'stallThresholdMs',
    variables: ['SIGHTLINE_STALL_THRESHOLD_MS'],
    group: GROUP,
    kind: integer(0, 600_000, 'milliseconds'),
    fallback: 0,
    defaultText: '0 (off): watching takes a thread',
    example: '500',
    mayBeLogged: true,
    description:
      'A turn of the event loop that takes longer gets one line with the stack and the request ' +
      'that held the loop.',
  }),
  baggageHosts: row({
    option: 'baggageHosts',
    variables: ['SIGHTLINE_BAGGAGE_HOSTS'],
    group: GROUP,
    kind: wordList(/^(?:\*\.)?[\w.:[\]-]{1,253}$/, 'host names, or *.domain for all below it'),
    fallback: undefined,
    defaultText: 'every host',
    example: "['*.internal', 'orders']",
    mayBeLogged: true,
    description: 'Hosts that outgoing requests tell the baggage; others get the trace alone.',
  }),
};
