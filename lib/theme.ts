/**
 * How this installation looks, its mails too. Yours to change: the accent, for light and for dark, and the mark;
 * the name beside it is the setting APP_NAME. A test says so when the accent cannot be read.
 */
export const THEME = {
  accent: {
    light: { fill: '#1d4ed8', on: '#ffffff' },
    dark: { fill: '#93b4ff', on: '#0b1220' },
  },
  /** An SVG path; the holes are by the even-odd rule. A postern: the small gate in a wall. */
  mark: {
    viewBox: '0 0 32 32',
    path: 'M3 31V15a13 13 0 0 1 26 0v16h-7.5V15a5.5 5.5 0 0 0-11 0v16ZM16 17.5a2.75 2.75 0 0 1 1.4 5.1L18.6 28h-5.2l1.2-5.4a2.75 2.75 0 0 1 1.4-5.1Z',
  },
} as const;

/** The accent as CSS custom properties, light and dark by the system. */
export function themeCss({ accent: { light, dark } }: typeof THEME): string {
  const properties = ({ fill, on }: { fill: string; on: string }) => `:root{--accent:${fill};--on-accent:${on}}`;
  return `${properties(light)}@media (prefers-color-scheme:dark){${properties(dark)}}`;
}
