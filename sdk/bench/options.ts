import { parseArgs } from 'node:util';
import { FRAMEWORKS, VARIANTS, type Framework, type Variant } from './variants.ts';

/** How much is measured. */
export interface Plan {
  readonly full: boolean;
  /** Generations of processes per framework; memory is the median over them. */
  readonly generations: number;
  /** Saturated slices per variant and generation. */
  readonly rounds: number;
  readonly sliceMs: number;
  /** The same with a load generator that never sleeps. */
  readonly awakeRounds: number;
  /** Slices at the fixed rate per variant and generation. */
  readonly pacedRounds: number;
  readonly pacedSliceMs: number;
  readonly warmUpRequests: number;
  readonly startUps: number;
  readonly startUpFrameworks: readonly Framework[];
  readonly scrapes: number;
}

export interface Options {
  readonly plan: Plan;
  readonly frameworks: readonly Framework[];
  readonly variants: readonly Variant[];
  /** Parts to run: everything unless named. */
  readonly parts: readonly Part[];
  readonly write: boolean;
  readonly profile: Framework | undefined;
}

export const PARTS = ['requests', 'startup', 'scrape', 'install'] as const;
export type Part = (typeof PARTS)[number];

const SHORT: Plan = {
  full: false,
  generations: 1,
  rounds: 8,
  sliceMs: 600,
  awakeRounds: 8,
  pacedRounds: 2,
  pacedSliceMs: 1000,
  warmUpRequests: 10_000,
  startUps: 7,
  startUpFrameworks: ['fastify'],
  scrapes: 5,
};

const FULL: Plan = {
  ...SHORT,
  full: true,
  generations: 3,
  rounds: 12,
  awakeRounds: 12,
  pacedRounds: 4,
  startUps: 11,
  startUpFrameworks: FRAMEWORKS,
  scrapes: 15,
};

export const USAGE = `Usage: npm run bench -- [options]

  --full                 3 generations of processes, more rounds (about 20 minutes)
  --only LIST            frameworks: ${FRAMEWORKS.join(', ')}
  --variants LIST        variants: ${VARIANTS.map((variant) => variant.name).join(', ')}
  --parts LIST           parts: ${PARTS.join(', ')}
  --rounds N             saturated slices per variant
  --awake N              slices with a load generator that never sleeps
  --no-write             leave docs/benchmarks.md as it is (so does any narrowed run)
  --profile FRAMEWORK    CPU profile instead: self time per request by origin
`;

export class UsageError extends Error {}

function listOf<T extends string>(flag: string, text: string | undefined, allowed: readonly T[]) {
  if (text === undefined) return [...allowed];
  return text.split(',').map((word) => {
    const found = allowed.find((candidate) => candidate === word.trim());
    if (found === undefined) {
      throw new UsageError(`--${flag}: "${word}" is not one of ${allowed.join(', ')}`);
    }
    return found;
  });
}

function wholeNumber(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 1000) return value;
  throw new UsageError(`--${flag}: "${text}" is not a whole number from 0 to 1000`);
}

export function parseOptions(args: string[]): Options | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  const names = listOf(
    'variants',
    values.variants,
    VARIANTS.map((variant) => variant.name),
  );
  const base = values.full ? FULL : SHORT;
  const rounds = wholeNumber('rounds', values.rounds, base.rounds);
  const awakeRounds = wholeNumber('awake', values.awake, base.awakeRounds);
  const { only, variants, parts, rounds: given } = values;
  const narrowed = only ?? variants ?? parts ?? given;
  return {
    plan: { ...base, rounds, awakeRounds },
    frameworks: listOf('only', values.only, FRAMEWORKS),
    variants: VARIANTS.filter((variant) => names.includes(variant.name)),
    parts: listOf('parts', values.parts, PARTS),
    write: !values['no-write'] && narrowed === undefined,
    profile:
      values.profile === undefined ? undefined : listOf('profile', values.profile, FRAMEWORKS)[0],
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        full: { type: 'boolean', default: false },
        only: { type: 'string' },
        variants: { type: 'string' },
        parts: { type: 'string' },
        rounds: { type: 'string' },
        awake: { type: 'string' },
        'no-write': { type: 'boolean', default: false },
        profile: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
