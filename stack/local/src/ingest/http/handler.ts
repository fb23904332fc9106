import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Takes a request if it is meant for it. True: the request is or will be answered here. False: it
 * was not touched, and is for the next one to try.
 */
export type RequestHandler = (req: IncomingMessage, res: ServerResponse) => boolean;
