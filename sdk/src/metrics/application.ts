import type { Registry } from 'prom-client';

import { loadPromClient } from '../lazy.ts';

/**
 * The registry for the application's own metrics: prom-client's default one, so that metrics made
 * with and without naming a registry appear on the same page. It stands in for the real object
 * until it is touched, because loading prom-client would delay every service that only wants the
 * logger.
 */
export const applicationRegistry: Registry = new Proxy({} as Registry, {
  get(_target, property) {
    const registry = loadPromClient().register;
    const value: unknown = Reflect.get(registry, property, registry);
    return typeof value === 'function' ? value.bind(registry) : value;
  },
  set: (_target, property, value) => Reflect.set(loadPromClient().register, property, value),
  has: (_target, property) => Reflect.has(loadPromClient().register, property),
  getPrototypeOf: () => Reflect.getPrototypeOf(loadPromClient().register),
});
