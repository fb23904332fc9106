/** How many hues the categorical palette has (`--hue-0` and so on in tokens.css). */
export const HUES = 8;

/** FNV-1a with a final mix: neighbours in the alphabet land far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

/** The hue of a service: the same name has the same colour on every page. */
export function hueOf(name: string): number {
  return hash(name) % HUES;
}

/** As a CSS value. */
export function hueVar(name: string): string {
  return `var(--hue-${hueOf(name)})`;
}

const probes = new Map<string, string>();

/** A colour token as the canvas understands it, in the theme of the moment. */
export function tokenColour(name: string): string {
  const known = probes.get(name);
  if (known !== undefined) return known;
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  probes.set(name, colour);
  return colour;
}

/** To be called when the theme changed. */
export function forgetColours(): void {
  probes.clear();
}
