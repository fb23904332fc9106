import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Space for new objects, both halves together: as fast as more, a tenth of what V8 may take. */
const YOUNG_BYTES = 16 * 1024 * 1024;
/** Objects that are made at most to let the space grow so far. */
const OBJECTS_MAX = 3_000_000;
const LOOK_EVERY = 10_000;
const HELD = 20_000;

/**
 * Keeps V8 from giving new objects ever more space, up to a hundred megabytes and more beside what
 * the rings hold. Node has an option for that, but a command that is started by its name cannot
 * give it; only the factor of growth can be changed in a running process. So the space is made to
 * grow to its size at once, and then stays. Takes some 50 ms.
 */
export function limitYoungGeneration(): void {
  let held: object[] = [];
  for (let made = 1; made <= OBJECTS_MAX; made++) {
    held.push({ made, next: held.length });
    if (held.length === HELD) held = [];
    if (made % LOOK_EVERY === 0 && youngBytes() >= YOUNG_BYTES) break;
  }
  setFlagsFromString('--semi-space-growth-factor=1');
}

function youngBytes(): number {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  return young?.space_size ?? 0;
}
