import type { JSX } from 'preact';
import { serviceHref } from '../app/location.ts';
import { hueVar } from '../format/colour.ts';

/** The colour bar and the name of a service; the same colour on every page. */
export function ServiceName({ name }: { readonly name: string }): JSX.Element {
  return (
    <span class="service">
      <span class="bar-mark" style={{ background: hueVar(name) }} />
      <span class="cut">{name === '' ? 'unknown service' : name}</span>
    </span>
  );
}

export function ServiceLink({ name }: { readonly name: string }): JSX.Element {
  return (
    <a class="service" href={serviceHref(name)}>
      <span class="bar-mark" style={{ background: hueVar(name) }} />
      <span class="cut">{name}</span>
    </a>
  );
}
