// A small server that speaks as much of Redis' protocol (RESP2) as the shop needs, for machines
// without Redis: real clients talk to it over a real socket.
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { faults } from '../faults/switches.ts';
import { tellParent } from '../services/parent.ts';
import { readCommands } from './resp.ts';

const ENTRIES_MAX = 10_000;
const entries = new Map<string, { value: string; untilMs: number }>();

const bulk = (text: string | undefined): string =>
  text === undefined ? '$-1\r\n' : `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

function get(key: string): string | undefined {
  const entry = entries.get(key);
  if (entry === undefined) return undefined;
  if (entry.untilMs > Date.now()) return entry.value;
  entries.delete(key);
  return undefined;
}

function set(key: string, value: string, unit: string | undefined, amount: string): void {
  const factor = unit?.toUpperCase() === 'PX' ? 1 : 1000;
  const untilMs = unit === undefined ? Infinity : Date.now() + Number(amount) * factor;
  entries.delete(key);
  const [oldest] = entries.keys();
  if (entries.size >= ENTRIES_MAX && oldest !== undefined) entries.delete(oldest);
  entries.set(key, { value, untilMs });
}

/** The answer to one command, as bytes of the protocol. */
function answer([name = '', ...args]: readonly string[]): string {
  switch (name.toUpperCase()) {
    case 'GET':
      return bulk(get(args[0] ?? ''));
    case 'SET':
      set(args[0] ?? '', args[1] ?? '', args[2], args[3] ?? '0');
      return '+OK\r\n';
    case 'DEL':
      return `:${args.filter((key) => entries.delete(key)).length}\r\n`;
    case 'PING':
      return '+PONG\r\n';
    // What clients say of themselves when they connect.
    case 'CLIENT':
    case 'SELECT':
      return '+OK\r\n';
    default:
      return `-ERR unknown command '${name.slice(0, 40)}'\r\n`;
  }
}

const open = new Set<Socket>();

function serve(socket: Socket): void {
  open.add(socket);
  socket.on('close', () => open.delete(socket));
  let rest = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const { commands, left } = readCommands(Buffer.concat([rest, chunk]));
    rest = left;
    for (const command of commands) socket.write(answer(command));
  });
}

const server = createServer(serve);
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  tellParent(`redis://127.0.0.1:${port}`);
  faults.watch('cache-down', (isOn) => {
    if (isOn) server.close();
    else server.listen(port, '127.0.0.1');
    for (const socket of open) socket.destroy();
  });
});
