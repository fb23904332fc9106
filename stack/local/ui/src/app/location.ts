import { computed, signal } from '@preact/signals';

/** The address is the state: pages read it, and change it to change what they show. */
export interface Location {
  readonly path: string;
  readonly params: URLSearchParams;
}

export type Changes = Readonly<Record<string, string | number | null | undefined>>;

function read(): Location {
  const { pathname, search } = window.location;
  return { path: pathname, params: new URLSearchParams(search) };
}

export const location = signal<Location>(read());
export const path = computed(() => location.value.path);

/** Parameters that every page shares and links carry along. */
const SHARED = ['from', 'to', 'live'] as const;

export function param(name: string): string {
  return location.value.params.get(name) ?? '';
}

function text(pathname: string, params: URLSearchParams): string {
  const query = params.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return query === '' ? pathname : `${pathname}?${query}`;
}

function apply(params: URLSearchParams, changes: Changes): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') params.delete(name);
    else params.set(name, String(value));
  }
}

/** The address of another page in the same time range. */
export function href(pathname: string, changes: Changes = {}): string {
  const params = new URLSearchParams();
  for (const name of SHARED) {
    const value = location.value.params.get(name);
    if (value !== null) params.set(name, value);
  }
  apply(params, changes);
  return text(pathname, params);
}

/** The address of a service. Its dots are written so that no server takes it for a file. */
export function serviceHref(name: string): string {
  return href(`/services/${encodeURIComponent(name).replaceAll('.', '%2E')}`);
}

/** The address of this page with other parameters. */
export function hrefWith(changes: Changes): string {
  const params = new URLSearchParams(location.value.params);
  apply(params, changes);
  return text(location.value.path, params);
}

/** Steps that were taken inside the page, so that "back" does not leave it. */
let steps = 0;

/** Browsers ignore an address that changes too often: a held key must not lose its selection. */
const WRITE_EVERY_MS = 200;
let writtenAtMs = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Brings the address bar up to what the page shows. */
function write(): void {
  clearTimeout(waiting);
  waiting = undefined;
  writtenAtMs = Date.now();
  history.replaceState(null, '', text(location.value.path, location.value.params));
}

export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === text(location.value.path, location.value.params)) return;
  const { pathname, searchParams } = new URL(to, window.location.origin);
  if (how === 'push') {
    if (waiting !== undefined) write();
    history.pushState(null, '', to);
    steps++;
  }
  location.value = { path: pathname, params: searchParams };
  if (how === 'push') return;
  const dueMs = writtenAtMs + WRITE_EVERY_MS - Date.now();
  if (dueMs <= 0) write();
  else waiting ??= setTimeout(write, dueMs);
}

/** Changes parameters of this page. A new filter is a step back; a moved cursor is not. */
export function setParams(changes: Changes, how: 'push' | 'replace' = 'push'): void {
  navigate(hrefWith(changes), how);
}

/** Where the reader came from, or `fallback` for a pasted link. */
export function goBack(fallback: string): void {
  if (steps > 0) history.back();
  else navigate(fallback);
}

/** Plain clicks on links inside the page change the address without loading anything. */
function onClick(event: MouseEvent): void {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (!plain || event.defaultPrevented || !(event.target instanceof Element)) return;
  const link = event.target.closest('a');
  if (link === null || link.origin !== window.location.origin || link.target !== '') return;
  if (link.hasAttribute('download')) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

export function startLocation(): void {
  window.addEventListener('popstate', () => {
    clearTimeout(waiting);
    waiting = undefined;
    steps = Math.max(0, steps - 1);
    location.value = read();
  });
  document.addEventListener('click', onClick);
}
