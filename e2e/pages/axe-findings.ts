import axe from 'axe-core';
import type { Page } from 'playwright/test';

/** What axe objects to, in both color schemes. */
export async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => {
      const { axe: loaded } = window as unknown as { axe: typeof import('axe-core') };
      const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      return loaded.run(document, { runOnly, rules: { 'target-size': { enabled: true } } });
    });
    found.push(...violations.map(({ id, nodes }) => `${colorScheme}: ${id} ${nodes.map(({ html }) => html)}`));
  }
  return found;
}
