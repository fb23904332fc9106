import { readdirSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

import { context, ROOT_CONTEXT } from '@opentelemetry/api';

import { SUPPRESS_KEY } from '../context/index.ts';

/** Members that are asked; more than this have another problem than their metrics. */
export const MEMBERS_MAX = 256;
const SOCKET = /^([\w-]{1,40})\.sock$/;
/** A member whose loop is blocked must not hold up the others. */
const PATIENCE_MS = 2000;
const SILENT = ROOT_CONTEXT.setValue(SUPPRESS_KEY, true);

/** Names of the members, by the sockets in their folder. */
export function memberNames(folder: string): string[] {
  try {
    const names = readdirSync(folder).flatMap((file) => SOCKET.exec(file)?.[1] ?? []);
    return names.toSorted().slice(0, MEMBERS_MAX);
  } catch {
    return [];
  }
}

export function socketOf(folder: string, name: string): string {
  return join(folder, `${name}.sock`);
}

export interface Question {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Nobody listens any more: the process has ended without saying so. */
export class MemberGone extends Error {}

/**
 * Asks a member. The answer's body must be read to its end, or destroyed.
 * @throws MemberGone when its process is gone; other errors when it does not answer in time
 */
export function ask(folder: string, name: string, question: Question): Promise<IncomingMessage> {
  const socketPath = socketOf(folder, name);
  const { path, method = 'GET', headers = {}, body } = question;
  return context.with(
    SILENT,
    () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const outgoing = request(
          { socketPath, path, method, headers: { host: 'localhost', ...headers }, agent: false },
          resolve,
        );
        outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error('no answer in time')));
        outgoing.once('error', (error: NodeJS.ErrnoException) => {
          const isGone = error.code === 'ECONNREFUSED' || error.code === 'ENOENT';
          if (!isGone) {
            reject(error);
            return;
          }
          rmSync(socketPath, { force: true });
          reject(new MemberGone(name));
        });
        outgoing.end(body);
      }),
  );
}

/** The whole answer as text. */
export async function textOf(answer: IncomingMessage, maxLength: number): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > maxLength) throw new Error('the answer is too long');
  }
  return text;
}
