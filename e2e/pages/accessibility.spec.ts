import type { Page } from 'playwright/test';
import { findingsNow, loadAxe } from './axe-findings';
import { watchLayoutShifts } from './layout-shifts';
import { expect, test as pageTest } from './page-test';
import { PAGES, type Visit } from './states';

const test = pageTest.extend<{ visit: Visit }>({
  visit: async ({ page, posternUrl, registered, signedIn, mailbox, invitation }, use) =>
    use({ page, posternUrl, registered, signedIn, mailbox, invitation }),
});

/** CSS pixels. */
const NARROW = 320;
const WIDE = 1280;
/** What is left of 1280 × 1024 at 400 % (WCAG 1.4.10). */
const ZOOMED = { width: NARROW, height: 256 };
const LOOKS = [NARROW, WIDE].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);
/** What readers must be able to set without losing anything (WCAG 1.4.12). */
const SPACED_TEXT =
  '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }';
/** A browser set to twice the text (WCAG 1.4.4). */
const LARGE_TEXT = 'html { font-size: 200% }';

test.describe('accessibility', { tag: ['@any-database', '@slow'] }, () => {
  for (const [name, { heading, isForm, states }] of Object.entries(PAGES)) {
    test.describe(`the page “${name}”`, () => {
      for (const [state, arrange] of Object.entries(states)) {
        test(`${state}: axe finds nothing, light and dark, narrow and wide`, async ({ page, visit }) => {
          await page.emulateMedia({ reducedMotion: 'reduce' });
          await arrange(visit);
          await loadAxe(page);
          for (const { width, colorScheme } of LOOKS) {
            await page.setViewportSize({ width, height: 800 });
            await page.emulateMedia({ colorScheme });
            expect(await findingsNow(page), `${width} px, ${colorScheme}`).toEqual([]);
          }
        });

        test(`${state}: nothing sticks out at 400 % zoom, with twice the text, or with wide text`, async ({
          page,
          visit,
        }) => {
          await arrange(visit);
          await page.setViewportSize(ZOOMED);
          expect(await stickingOut(page), 'at 400 % zoom').toEqual([]);
          await restyled(page, SPACED_TEXT);
          expect(await stickingOut(page), 'with wide text').toEqual([]);
          await page.setViewportSize({ width: WIDE / 2, height: 512 });
          await restyled(page, LARGE_TEXT);
          expect(await stickingOut(page), 'with twice the text').toEqual([]);
        });
      }

      const [arrange = async () => {}] = Object.values(states);

      test('has a title that names it and the product, one heading of the first rank, one main part', async ({
        page,
        visit,
      }) => {
        await arrange(visit);
        await expect(page).toHaveTitle(`${heading} · Postern`);
        await expect(page.locator('h1')).toHaveText([heading]);
        await expect(page.locator('main')).toHaveCount(1);
      });

      test('can be gone through by Tab alone, in the order of reading, with the focus in sight', async ({
        page,
        visit,
      }) => {
        await arrange(visit);
        // The mail in the frame is no page of ours, and takes the focus in a process of its own, in its own time.
        await page.locator('iframe').evaluateAll((frames) => frames.forEach((frame) => void frame.remove()));
        const wanted = await namesOfFocusable(page);
        const visited = [];
        for (let presses = 0; presses < wanted.length; presses += 1) {
          visited.push(await focusedNext(page));
        }
        expect(visited).toEqual(wanted.map((name) => ({ name, hasOutline: true })));
      });

      test('moves nothing for a visitor who prefers reduced motion', async ({ page, visit }) => {
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await arrange(visit);
        expect(await moving(page)).toEqual([]);
      });

      if (!isForm) return;

      test('has fields and buttons that a finger can hit', async ({ page, visit }) => {
        await page.setViewportSize({ width: NARROW, height: 640 });
        await arrange(visit);
        const controls = page.locator('main').locator('input, button').filter({ visible: true });
        const heights = await controls.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
        expect(heights.length).toBeGreaterThan(1);
        expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
      });

      test('stays where it is while its script takes over', async ({ page, visit }) => {
        const shifts = await watchLayoutShifts(page);
        await arrange(visit);
        await page.waitForLoadState('networkidle');
        expect(await shifts()).toEqual([]);
      });
    });
  }

  /** What a person would have to scroll sideways for. */
  function stickingOut(page: Page): Promise<string[]> {
    return page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const elements = [...document.body.querySelectorAll('*')].filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 1 && (right > clientWidth + 0.5 || left < -0.5);
      });
      return [...elements.map(({ outerHTML }) => outerHTML), ...(scrollWidth > clientWidth ? ['the page itself'] : [])];
    });
  }

  /** Adds a sheet as a reader's own would be: the page's policy has no say in it. */
  function restyled(page: Page, css: string): Promise<void> {
    return page.evaluate(async (text) => {
      const sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [await sheet.replace(text)];
    }, css);
  }

  const FOCUSABLE = 'a[href], button, input:not([type="hidden"]), summary';

  /** What Tab has to reach, in the order of reading. */
  const namesOfFocusable = (page: Page): Promise<string[]> =>
    page
      .locator(FOCUSABLE)
      .filter({ visible: true })
      .evaluateAll((all) => all.map((each) => each.id || (each.textContent ?? '')));

  /** What has the focus after one more Tab, and whether one can see that. */
  async function focusedNext(page: Page): Promise<{ name: string; hasOutline: boolean }> {
    await page.keyboard.press('Tab');
    return page.evaluate(() => {
      const element = document.activeElement ?? document.body;
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
      const isSeen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
      return {
        name: element.id || (element.textContent ?? ''),
        hasOutline: isSeen && outlineColor !== 'rgba(0, 0, 0, 0)',
      };
    });
  }

  /** What would change its looks little by little. */
  function moving(page: Page): Promise<string[]> {
    return page.evaluate(() => {
      const elements = [...document.body.querySelectorAll('*')].filter((element) => {
        const { transitionProperty, transitionDuration, animationName } = getComputedStyle(element);
        const isGradual = transitionProperty !== 'none' && /[1-9]/.test(transitionDuration);
        return isGradual || animationName !== 'none';
      });
      return elements.map(({ outerHTML }) => outerHTML);
    });
  }
});
