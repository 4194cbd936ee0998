import { startSlowPages } from '../fixtures/slow-page';
import { watchLayoutShifts } from './layout-shifts';
import { expect, hydrated, test as pageTest } from './page-test';

/** Behind the mark, before the name; and in the midst of the last line. */
const STOPS = ['</path></svg>', '<p>New here?'];
/** Long enough for a browser to paint what it has. */
const PAUSE_MS = 500;

const test = pageTest.extend({
  posternUrl: async ({ server }, use) => {
    const network = await startSlowPages(server.baseUrl, STOPS, PAUSE_MS);
    await use(network.baseUrl);
    await network.close();
  },
});

test.describe('first paint', { tag: '@any-database' }, () => {
  test('a page that arrives in parts is shown whole: nothing on it moves aside', async ({ page }) => {
    const shifts = await watchLayoutShifts(page);
    await page.goto('/login/');
    await hydrated(page);
    expect(await shifts()).toEqual([]);
  });
});
