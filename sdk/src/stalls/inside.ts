import { Session, type Debugger } from 'node:inspector';

import { Originals } from '../profiling/index.ts';
import { OWNER_KEY, type StallFrame, type StallOwner } from './messages.ts';

export interface Inside {
  readonly frames: readonly StallFrame[];
  readonly owner: StallOwner | undefined;
}

const FRAMES_MAX = 40;
/** The main thread is blocked in native code, which cannot be looked into. */
const PATIENCE_MS = 10_000;
const NOTHING: Inside = { frames: [], owner: undefined };

const ASK = `globalThis[Symbol.for(${JSON.stringify(OWNER_KEY)})]?.() ?? ''`;

/**
 * Stops the main thread for the moment that it takes to read its stack, as a debugger would, from
 * another thread. Never rejects.
 */
export function lookInside(): Promise<Inside> {
  return new Promise((resolve) => {
    const session = new Session();
    const urls = new Map<string, string>();
    const finish = (inside: Inside): void => {
      clearTimeout(timer);
      try {
        session.disconnect();
      } catch {
        // It is over already.
      }
      resolve(inside);
    };
    const timer = setTimeout(() => finish(NOTHING), PATIENCE_MS);
    try {
      session.connectToMainThread();
      // Told for every script once the debugger is on, and before it stops anywhere.
      session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
      session.once('Debugger.paused', ({ params }) => {
        read(session, params.callFrames, urls, finish);
      });
      session.post('Debugger.enable');
      session.post('Debugger.pause');
    } catch {
      finish(NOTHING);
    }
  });
}

function read(
  session: Session,
  callFrames: readonly Debugger.CallFrame[],
  urls: ReadonlyMap<string, string>,
  finish: (inside: Inside) => void,
): void {
  const originals = new Originals();
  const frames = callFrames.slice(0, FRAMES_MAX).map(({ functionName, location, url }) => {
    const { scriptId, lineNumber, columnNumber = 0 } = location;
    const place = {
      functionName,
      url: url || (urls.get(scriptId) ?? ''),
      lineNumber,
      columnNumber,
    };
    const { name, file, line } = originals.of(place);
    return { name, file, line };
  });
  const [top] = callFrames;
  const question = { callFrameId: top?.callFrameId ?? '', expression: ASK, silent: true };
  const answered = (error: Error | null, answer?: object): void => {
    const { result } = (answer ?? {}) as { result?: { value?: unknown } };
    const text = error === null && typeof result?.value === 'string' ? result.value : '';
    session.post('Debugger.resume');
    finish({ frames, owner: parse(text) });
  };
  session.post('Debugger.evaluateOnCallFrame', question, answered);
}

function parse(text: string): StallOwner | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as StallOwner);
  } catch {
    return undefined;
  }
}
