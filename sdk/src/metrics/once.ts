import type { MetricEvents } from './render.ts';

/** Metrics of an application come and go; no more than this many are told about. */
const NAMES_MAX = 100;

/** The same events, each told once per name: a scrape comes every few seconds. */
export function oncePerName(events: MetricEvents): MetricEvents {
  const told = new Set<string>();
  const isNew = (key: string): boolean => {
    if (told.has(key) || told.size >= NAMES_MAX) return false;
    told.add(key);
    return true;
  };
  return {
    onClash(name) {
      if (isNew(`clash ${name}`)) events.onClash(name);
    },
    onUnreadable(name, reason) {
      if (isNew(`unreadable ${name}`)) events.onUnreadable(name, reason);
    },
  };
}
