import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';

/** A full collection that leaves this share of the limit in use may be one of the last. */
const DANGER_SHARE = 0.85;
/** Below this share the danger is over. */
const SAFE_SHARE = 0.7;

const MIB = 1_048_576;
/** V8 counts three semi-spaces of the young generation into the limit of the heap. */
const SEMI_SPACES = 3;
const SEMI_SPACE_FLAG = /--max[-_]semi[-_]space[-_]size[= ](\d+)/;

/**
 * What the old generation may grow to. The heap's own limit says more than that: it includes room
 * that only young objects can use.
 */
function oldGenerationLimit(): number {
  const given = SEMI_SPACE_FLAG.exec(process.execArgv.join(' '))?.[1];
  const usual = Number.parseInt(process.versions.node, 10) >= 24 ? 64 : 16;
  const semiSpaceMib = given === undefined ? usual : Number(given);
  const limit = getHeapStatistics().heap_size_limit;
  return Math.max(limit / 4, limit - SEMI_SPACES * semiSpaceMib * MIB);
}

/** Bytes of the old generation in use. */
function usedBytes(): number {
  let used = 0;
  for (const { space_name: name, space_used_size: bytes } of getHeapSpaceStatistics()) {
    if (!name.startsWith('new_') && name !== 'read_only_space') used += bytes;
  }
  return used;
}

type GcEntry = PerformanceEntry & { readonly detail?: { readonly kind?: number } };

function isMajor({ detail }: GcEntry): boolean {
  return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}

/**
 * Tells when the heap comes near its limit, and when it is far from it again. Best effort: it looks
 * after full collections and between two turns of the loop, so that a single turn that uses up the
 * rest is not seen. Returns what stops watching.
 */
export function watchMemory(onChange: (isDanger: boolean) => void): () => void {
  const limitBytes = oldGenerationLimit();
  let isDanger = false;
  const observer = new PerformanceObserver((list) => {
    const isFull = (list.getEntries() as GcEntry[]).some(isMajor);
    if (!isFull && !isDanger) return;
    const share = usedBytes() / limitBytes;
    const next = isDanger ? share > SAFE_SHARE : share > DANGER_SHARE;
    if (next === isDanger) return;
    isDanger = next;
    onChange(next);
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}
