import { ROOT_CONTEXT } from '@opentelemetry/api';

import { CACHE_RESULT, DB, DB_METRICS, ERROR_TYPE, LABEL } from '../../contract/index.ts';
import { errorTypeOf } from '../../instrument/index.ts';
import type { AttributeMap, CountCell, Operation, OperationSeries } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { countConnectionFailure, DB_CALL, DB_WAIT, placeAttributes } from '../databases/call.ts';
import {
  isWaiting,
  readResult,
  redisCode,
  redisCommand,
  type RedisCommand,
} from './redis-commands.ts';

const SYSTEM = 'redis';

const HIT = { [DB.cacheResult]: CACHE_RESULT.hit };
const MISS = { [DB.cacheResult]: CACHE_RESULT.miss };

/** Where the commands of a connection go. What they count as is kept here. */
export class RedisPlace {
  readonly database: number;
  readonly address: string | undefined;
  readonly port: number | undefined;
  readonly commands = new Map<RedisCommand, CommandSeries>();
  readonly batches = new Map<string, OperationSeries>();

  constructor(database: number, address: string | undefined, port: number | undefined) {
    this.database = database;
    this.address = address;
    this.port = port;
  }

  get attributes() {
    const { database, address, port } = this;
    return placeAttributes({ system: SYSTEM, namespace: String(database), address, port });
  }

  /** `host:port/database`. */
  get name(): string {
    const { address = '', port, database } = this;
    return `${address}${port === undefined ? '' : `:${port}`}/${database}`;
  }
}

interface CommandSeries {
  readonly call: OperationSeries;
  /** Both are there from the first read on, so that a ratio of them is right at once. */
  reads: { readonly hits: CountCell; readonly misses: CountCell } | undefined;
}

/** A command or batch that is under way. */
export interface RedisCall {
  readonly operation: Operation | undefined;
  readonly place: RedisPlace;
  readonly command: RedisCommand | undefined;
  readonly keyCount: number;
}

/** Measures commands, however the library tells of them. Holds neither keys nor values. */
export class RedisCalls {
  readonly kit: Kit;

  constructor(kit: Kit) {
    this.kit = kit;
  }

  /** undefined = there is nothing to measure. */
  begin(place: RedisPlace, name: string, args: readonly unknown[]): RedisCall | undefined {
    const command = redisCommand(name);
    const { hooks } = this.kit;
    let series = this.#seriesOf(place, command).call;
    if (isWaiting(command, args)) {
      // A worker that waits for its next job all day long is no work of anybody.
      if (hooks.active === ROOT_CONTEXT) return undefined;
      series = hooks.series(DB_WAIT, series.name, series.attributes);
    }
    const operation = hooks.begin(series);
    if (operation === undefined) return undefined;
    return { operation, place, command, keyCount: args.length };
  }

  /** Commands that are sent and answered together. */
  beginBatch(place: RedisPlace, name: string, size: number): RedisCall | undefined {
    let series = place.batches.get(name);
    if (series === undefined) {
      series = this.kit.hooks.series(DB_CALL, name, { ...place.attributes, [DB.operation]: name });
      place.batches.set(name, series);
    }
    const operation = this.kit.hooks.begin(series);
    if (operation === undefined) return undefined;
    operation.attributes = { [DB.batchSize]: size };
    return { operation, place, command: undefined, keyCount: 0 };
  }

  /** The reply has come. */
  end({ operation, place, command, keyCount }: RedisCall, reply: unknown): void {
    if (operation === undefined || operation.ended) return;
    if (command?.read !== undefined) {
      operation.attributes = this.countRead(place, command, keyCount, reply);
    }
    this.kit.hooks.end(operation);
  }

  fail({ operation }: RedisCall, error: unknown): void {
    if (operation === undefined) return;
    const code = redisCode(error);
    const errorType = code ?? errorTypeOf(error);
    this.kit.hooks.end(operation, error, { errorType, status: code });
  }

  /** Counts hits and misses; returns what the span says, when all keys agree. */
  countRead(
    place: RedisPlace,
    command: RedisCommand,
    keyCount: number,
    reply: unknown,
  ): AttributeMap | undefined {
    if (command.read === undefined) return undefined;
    const result = readResult(command.read, keyCount, reply);
    if (result === undefined) return undefined;
    const series = this.#seriesOf(place, command);
    series.reads ??= {
      hits: this.#readsOf(series.call, CACHE_RESULT.hit),
      misses: this.#readsOf(series.call, CACHE_RESULT.miss),
    };
    series.reads.hits.value += result.hits;
    series.reads.misses.value += result.misses;
    if (result.misses === 0) return result.hits === 0 ? undefined : HIT;
    return result.hits === 0 ? MISS : undefined;
  }

  #readsOf({ attributes }: OperationSeries, result: string): CountCell {
    const labelled = { ...attributes, [LABEL.cacheResult]: result };
    return this.kit.measures.counter(DB_METRICS.cacheReads, labelled);
  }

  #seriesOf(place: RedisPlace, command: RedisCommand): CommandSeries {
    const known = place.commands.get(command);
    if (known !== undefined) return known;
    const { name } = command;
    const attributes = { ...place.attributes, [DB.operation]: name };
    const call = this.kit.hooks.series(DB_CALL, name, attributes);
    const made: CommandSeries = { call, reads: undefined };
    place.commands.set(command, made);
    return made;
  }

  /** A connection is up. */
  connected(place: RedisPlace, seconds: number): void {
    const attributes = { [DB.system]: SYSTEM, [DB.poolName]: place.name };
    this.kit.measures.histogram(DB_METRICS.createTime, attributes).observe(seconds);
  }

  /** A connection could not be opened, or was lost; undefined = nobody knows why. */
  disconnected(place: RedisPlace | undefined, error: unknown): void {
    const { address, port } = place ?? {};
    const known = error === undefined ? ERROR_TYPE.connectionLost : redisCode(error);
    countConnectionFailure(this.kit.measures, { system: SYSTEM, address, port }, error, known);
  }
}
