import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { THEME, themeCss } from './theme';

/** WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

test('black on white is 21:1', () => expect(contrast('#000000', '#ffffff')).toBeCloseTo(21));

const sheet = readFileSync(path.join(import.meta.dirname, '..', 'app', 'globals.css'), 'utf8');

/** What the style sheet says of a colour, in light and in dark. */
function coloursOf(name: string): { light: string; dark: string } {
  const [light = '', dark = ''] = [...sheet.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(
    ([, hex]) => hex,
  );
  return { light, dark };
}

for (const scheme of ['light', 'dark'] as const) {
  test(`the accent can be read in ${scheme}, wherever it stands and under the button's words`, () => {
    const { fill, on } = THEME.accent[scheme];
    for (const ground of ['paper', 'card', 'bad-paper', 'good-paper']) {
      expect(contrast(fill, coloursOf(ground)[scheme]), ground).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(fill, on)).toBeGreaterThanOrEqual(4.5);
  });
}

test('the accent follows the system', () => {
  const css = themeCss({ ...THEME, accent: THEME.accent });
  expect(css).toMatch(/^:root\{--accent:#[0-9a-f]{6};--on-accent:#[0-9a-f]{6}\}@media \(prefers-color-scheme:dark\)\{/);
});
