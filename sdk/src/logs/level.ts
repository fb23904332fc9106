import { LOG_LEVELS, type LogLevel } from '../contract/index.ts';
import type { Logger } from './logger.ts';

export type Level = LogLevel | 'silent';

export const LEVELS: readonly Level[] = [...(Object.keys(LOG_LEVELS) as LogLevel[]), 'silent'];
/** A change of level is meant for a look at something; it must not outlive the day. */
export const LEVEL_EXPIRY_MAX_MS = 24 * 60 * 60 * 1000;

export interface LevelState {
  readonly level: string;
  /** The level that returns when the change expires. */
  readonly configured: string;
  readonly expiresAt: string | undefined;
}

/** The level of the logger, changeable at run time for a while. */
export class LevelControl {
  readonly #logger: Logger;
  #configured: Level;
  #timer: NodeJS.Timeout | undefined;
  #expiresAtMs: number | undefined;

  constructor(logger: Logger, configured: Level) {
    this.#logger = logger;
    this.#configured = configured;
    logger.level = configured;
  }

  get state(): LevelState {
    return {
      level: this.#logger.level,
      configured: this.#configured,
      expiresAt:
        this.#expiresAtMs === undefined ? undefined : new Date(this.#expiresAtMs).toISOString(),
    };
  }

  /**
   * Sets the level; after `expiresInMs` the configured one returns. Without it the change stays.
   */
  set(level: Level, expiresInMs: number | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#expiresAtMs = undefined;
    this.#logger.level = level;
    if (expiresInMs === undefined) {
      this.#configured = level;
      return;
    }
    this.#expiresAtMs = Date.now() + expiresInMs;
    this.#timer = setTimeout(() => this.reset(), expiresInMs).unref();
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#expiresAtMs = undefined;
    this.#logger.level = this.#configured;
  }
}
