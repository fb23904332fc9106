// Where a running shop is found by commands: a folder of the user's own with one folder per shop.
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** What a shop tells the commands about itself. */
export interface ShopCard {
  readonly pid: number;
  /** The address that customers use. */
  readonly web: string;
}

export interface RunningShop extends ShopCard {
  /** One empty file per fault that is on. */
  readonly faultsFolder: string;
}

const CARD = 'shop.json';
const OTHERS = 0o077;

function root(): string {
  const { uid, username } = userInfo();
  return join(tmpdir(), `sightline-shop-${uid === -1 ? username : uid}`);
}

/** Refuses a folder that somebody else made, or may write to: files in it are commands. */
function checkOwner(folder: string): void {
  const found = lstatSync(folder);
  const uid = process.getuid?.();
  const isOurs = uid === undefined || (found.uid === uid && (found.mode & OTHERS) === 0);
  if (found.isDirectory() && isOurs) return;
  throw new Error(`${folder} is not a folder that only you may use. Remove it and try again.`);
}

const faultsOf = (pid: number): string => join(root(), String(pid), 'faults');

/** Makes the folder of this shop; what shops left behind that were killed goes. */
export function openShopFolder(pid: number): { faultsFolder: string; remove: () => void } {
  mkdirSync(root(), { recursive: true, mode: 0o700 });
  checkOwner(root());
  for (const name of readdirSync(root())) {
    if (!isRunning(Number(name))) rmSync(join(root(), name), { recursive: true, force: true });
  }
  const folder = join(root(), String(pid));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(faultsOf(pid), { recursive: true, mode: 0o700 });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  return { faultsFolder: faultsOf(pid), remove };
}

/** From now on commands find it. */
export function announceShop(card: ShopCard): void {
  writeFileSync(join(root(), String(card.pid), CARD), JSON.stringify(card));
}

/** Shops that run and have started, the one that did last first. */
export function runningShops(): RunningShop[] {
  let names: string[];
  try {
    names = readdirSync(root());
  } catch {
    return [];
  }
  checkOwner(root());
  return names
    .filter((name) => isRunning(Number(name)))
    .flatMap((name) => {
      try {
        const file = join(root(), name, CARD);
        const card = JSON.parse(readFileSync(file, 'utf8')) as ShopCard;
        return [{ card, sinceMs: lstatSync(file).mtimeMs }];
      } catch {
        // Not started yet.
        return [];
      }
    })
    .toSorted((one, other) => other.sinceMs - one.sinceMs)
    .map(({ card }) => ({ ...card, faultsFolder: faultsOf(card.pid) }));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
