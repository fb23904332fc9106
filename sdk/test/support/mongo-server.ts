import { createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_LENGTH = 16;
const CURSOR = 7;

/** As much of a MongoDB server as a driver needs: its real protocol, documents in memory. */
export interface MongoServer {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startMongoServer(): Promise<MongoServer> {
  const store = new Store();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let waiting = Buffer.alloc(0);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      while (waiting.length >= HEADER_LENGTH && waiting.length >= waiting.readInt32LE(0)) {
        const length = waiting.readInt32LE(0);
        socket.write(answer(waiting.subarray(0, length), store));
        waiting = waiting.subarray(length);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: address.port, stop };
}

function answer(message: Buffer, store: Store): Buffer {
  const requestId = message.readInt32LE(4);
  if (message.readInt32LE(12) === OP_QUERY) {
    const command = documentAt(message, message.indexOf(0, 20) + 9);
    const fields = Buffer.alloc(20);
    fields.writeInt32LE(8, 0);
    fields.writeInt32LE(1, 16);
    return framed(OP_REPLY, requestId, [fields, BSON.serialize(store.run(command))]);
  }
  const reply = store.run(commandOf(message));
  return framed(OP_MSG, requestId, [Buffer.alloc(5), BSON.serialize(reply)]);
}

function framed(opcode: number, responseTo: number, parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeInt32LE(HEADER_LENGTH + body.length, 0);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, body]);
}

function documentAt(message: Buffer, at: number): Document {
  return BSON.deserialize(message.subarray(at, at + message.readInt32LE(at)));
}

/** One section holds the command, others hold lists that belong into it. */
function commandOf(message: Buffer): Document {
  let command: Document = {};
  for (let at = HEADER_LENGTH + 4; at < message.length;) {
    const kind = message[at];
    at += 1;
    const end = at + message.readInt32LE(at);
    if (kind === 0) {
      command = { ...documentAt(message, at), ...command };
    } else {
      const nameEnd = message.indexOf(0, at + 4);
      const documents: Document[] = [];
      for (let from = nameEnd + 1; from < end; from += message.readInt32LE(from)) {
        documents.push(documentAt(message, from));
      }
      command[message.toString('utf8', at + 4, nameEnd)] = documents;
    }
    at = end;
  }
  return command;
}

const HELLO = {
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 25,
  readOnly: false,
  ok: 1,
};

class Store {
  readonly #collections = new Map<string, Document[]>();
  #rest: Document[] = [];

  run(command: Document): Document {
    const [name = '', target] = Object.entries(command)[0] ?? [];
    const known = this.#commands[name.toLowerCase()];
    if (known !== undefined) return known(command, this.#documents(target));
    return { ok: 0, code: 59, codeName: 'CommandNotFound', errmsg: `no such command: ${name}` };
  }

  #documents(name: unknown): Document[] {
    const key = String(name);
    const known = this.#collections.get(key) ?? [];
    this.#collections.set(key, known);
    return known;
  }

  readonly #commands: Record<string, (command: Document, documents: Document[]) => Document> = {
    hello: () => ({ ...HELLO, localTime: new Date() }),
    ismaster: () => ({ ...HELLO, localTime: new Date() }),
    ping: () => ({ ok: 1 }),
    endsessions: () => ({ ok: 1 }),
    killcursors: () => ({ ok: 1 }),
    insert: ({ documents: given }, documents) => {
      const writeErrors: Document[] = [];
      for (const [index, one] of (given as Document[]).entries()) {
        const isKnown = documents.some(({ _id }) => String(_id) === String(one['_id']));
        const errmsg = `E11000 duplicate key error: { _id: "${String(one['_id'])}" }`;
        if (isKnown) writeErrors.push({ index, code: 11_000, errmsg });
        else documents.push(one);
      }
      const n = (given as Document[]).length - writeErrors.length;
      return { ok: 1, n, ...(writeErrors.length > 0 ? { writeErrors } : {}) };
    },
    find: ({ filter = {}, batchSize = 101, limit = 0, find }, documents) => {
      if ('$bad' in (filter as object)) {
        return { ok: 0, code: 2, codeName: 'BadValue', errmsg: 'unknown operator: $bad' };
      }
      const wanted = (filter as Document)['_id'] as unknown;
      const found = documents.filter(({ _id }) => wanted === undefined || _id === wanted);
      const firstBatch = found.slice(0, limit === 1 ? 1 : (batchSize as number));
      this.#rest = limit === 1 ? [] : found.slice(firstBatch.length);
      const id = BSON.Long.fromNumber(this.#rest.length > 0 ? CURSOR : 0);
      return { ok: 1, cursor: { id, ns: `shop.${String(find)}`, firstBatch } };
    },
    getmore: ({ collection }) => {
      const nextBatch = this.#rest.splice(0);
      const ns = `shop.${String(collection)}`;
      return { ok: 1, cursor: { id: BSON.Long.fromNumber(0), ns, nextBatch } };
    },
    update: ({ updates }) => {
      const n = (updates as Document[]).length;
      return { ok: 1, n, nModified: n };
    },
    count: (_, documents) => ({ ok: 1, n: documents.length }),
    findandmodify: (_, documents) => ({ ok: 1, value: documents[0] ?? null }),
    aggregate: ({ aggregate }, documents) => ({
      ok: 1,
      cursor: {
        id: BSON.Long.fromNumber(0),
        ns: `shop.${String(aggregate)}`,
        firstBatch: [{ _id: 1, n: documents.length }],
      },
    }),
  };
}
