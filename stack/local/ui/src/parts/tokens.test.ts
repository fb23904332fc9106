import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HUES } from '../format/colour.ts';

const CSS = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');

type Theme = 'light' | 'dark';

/** Tokens as `light-dark(#light, #dark)`. */
const TOKENS = new Map(
  [...CSS.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

function colour(name: string, theme: Theme): string {
  const token = TOKENS.get(name);
  if (token === undefined) throw new Error(`no token --${name}`);
  return token[theme];
}

function channel(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    channel(Number.parseInt(hex.slice(at, at + 2), 16)),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const THEMES: readonly Theme[] = ['light', 'dark'];
const GROUNDS = ['page', 'panel', 'hover', 'selected'];

describe.each(THEMES)('%s theme', (theme) => {
  test.each(['text', 'dim', 'faint', 'accent', 'failing', 'degraded', 'fine'])(
    '--%s is readable on every ground (AA)',
    (name) => {
      for (const ground of GROUNDS) {
        const measured = contrast(colour(name, theme), colour(ground, theme));
        expect(measured, `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test('text on the accent is readable', () => {
    const measured = contrast(colour('on-accent', theme), colour('accent', theme));
    expect(measured).toBeGreaterThanOrEqual(4.5);
  });

  test('every hue stands out from the grounds it is drawn on', () => {
    for (let hue = 0; hue < HUES; hue++) {
      for (const ground of ['page', 'panel', 'hover']) {
        const measured = contrast(colour(`hue-${hue}`, theme), colour(ground, theme));
        expect(measured, `hue ${hue} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });
});
