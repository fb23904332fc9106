import type { Logger } from 'pino';

export declare const WAYS: Readonly<Record<string, (log: Logger, value: unknown) => void>>;
