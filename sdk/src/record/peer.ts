/**
 * Who is at the other end of a connection, as its requests say. Requests of one connection agree
 * nearly always, so each signal keeps here what it would otherwise encode per request.
 */
export class Peer {
  readonly address: string | undefined;
  readonly host: string | undefined;
  readonly userAgent: string | undefined;
  readonly protocolVersion: string;
  /** Slots of the signals; each knows the type of its own. */
  span: unknown = undefined;
  log: unknown = undefined;

  constructor(
    address: string | undefined,
    host: string | undefined,
    userAgent: string | undefined,
    protocolVersion: string,
  ) {
    this.address = address;
    this.host = host;
    this.userAgent = userAgent;
    this.protocolVersion = protocolVersion;
  }
}

const USER_AGENT_MAX_LENGTH = 512;
const PEER = Symbol('sightline.peer');
type Holder = { [PEER]?: Peer };

/** The peer of a connection; a new one when this request says something else than the last. */
export function peerOf(
  socket: object,
  address: string | undefined,
  host: string | undefined,
  userAgent: string | undefined,
  protocolVersion: string,
): Peer {
  const holder = socket as Holder;
  const known = holder[PEER];
  const agent = userAgent?.slice(0, USER_AGENT_MAX_LENGTH);
  if (
    known !== undefined &&
    known.address === address &&
    known.host === host &&
    known.userAgent === agent
  ) {
    return known;
  }
  const peer = new Peer(address, host, agent, protocolVersion);
  holder[PEER] = peer;
  return peer;
}
