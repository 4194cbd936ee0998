import { UNKNOWN_RESET_TOKEN } from '../fixtures/accounts';
import { findings } from './axe-findings';
import { watchLayoutShifts } from './layout-shifts';
import { appUrlOf, expect, test as pageTest } from './page-test';

const SETTINGS = { TERMS_URL: 'https://example.com/terms', PRIVACY_URL: 'https://example.com/privacy?a=b' };

const test = pageTest.extend({
  posternUrl: async ({ sharedServerWith }, use) => use(appUrlOf((await sharedServerWith(SETTINGS)).baseUrl)),
});

test.describe('links to terms and privacy', { tag: '@any-database' }, () => {
  for (const path of ['/login/', '/register/', `/reset-password/${UNKNOWN_RESET_TOKEN}/`, '/no-such-page/']) {
    test(`are below ${path}, and lead there without a referrer`, async ({ page }) => {
      await page.goto(path);
      const links = page.getByRole('contentinfo').getByRole('link');
      await expect(links).toHaveText(['Terms', 'Privacy']);
      const attributes = await links.evaluateAll((all) =>
        all.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]),
      );
      expect(attributes).toEqual([
        [SETTINGS.TERMS_URL, 'noreferrer'],
        [SETTINGS.PRIVACY_URL, 'noreferrer'],
      ]);
    });
  }

  test('are in sight at once where the page leaves room, and move nothing', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 900 });
    const shifts = await watchLayoutShifts(page);
    await page.goto('/login/');
    await page.waitForLoadState('networkidle');
    await expect(page.getByRole('link', { name: 'Privacy' })).toBeInViewport({ ratio: 1 });
    const fits = await page.evaluate(() => {
      const { scrollHeight, scrollWidth, clientHeight, clientWidth } = document.documentElement;
      return scrollHeight <= clientHeight && scrollWidth <= clientWidth;
    });
    expect(fits).toBe(true);
    expect(await shifts()).toEqual([]);
  });

  test('axe finds nothing, light and dark', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto('/login/');
    expect(await findings(page)).toEqual([]);
  });
});

pageTest('without these settings no page has a footer of links', { tag: '@any-database' }, async ({ page }) => {
  await page.goto('/login/');
  await expect(page.getByRole('contentinfo')).toHaveCount(0);
});
