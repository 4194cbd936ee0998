import axe from 'axe-core';
import { expect, type Page } from 'playwright/test';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe objects to in both color schemes, in words. */
export async function findings(page: Page): Promise<string[]> {
  await loadAxe(page);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await findingsNow(page)).map((words) => `${colorScheme}: ${words}`));
  }
  return found;
}

/** Once for each page that is loaded: it is half a megabyte. */
export const loadAxe = (page: Page): Promise<unknown> => page.evaluate(axe.source);

/** What axe objects to in a page as it looks now; each finding with the elements it is about. */
export async function findingsNow(page: Page): Promise<string[]> {
  const { ran, found } = await page.evaluate(async (tags) => {
    const { axe: loaded } = window as unknown as { axe: typeof import('axe-core') };
    const { passes, inapplicable, incomplete, violations } = await loaded.run(document, {
      runOnly: tags,
      rules: { 'target-size': { enabled: true } },
      // The mail in the frame is no page of ours, and no script may run there.
      iframes: false,
      // Of what passed, the names of the rules are enough.
      resultTypes: ['violations'],
    });
    return {
      ran: [...passes, ...inapplicable, ...incomplete, ...violations].map(({ id }) => id),
      found: violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help} ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)}`,
      ),
    };
  }, STANDARDS);
  expect(ran).toEqual(expect.arrayContaining(['target-size', 'label-content-name-mismatch', 'region']));
  return found;
}
