import type { Page } from 'playwright/test';
import { findChromium } from '../../scripts/tools/chromium.mjs';
import type { Account } from '../fixtures/accounts';
import { button, emailField, hydratedForm, send } from './forms';
import { expect, hydrated, test } from './page-test';

/** A browser as people have it: it keeps the pages that were left in memory, to show them again at once. */
test.use({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const executablePath = findChromium();
      await use({
        ...launchOptions,
        ...(executablePath && { executablePath }),
        ignoreDefaultArgs: ['--disable-back-forward-cache'],
      });
    },
    { scope: 'worker' },
  ],
});

test.describe('back button', { tag: '@any-database' }, () => {
  async function signIn(page: Page, { email, password }: Account): Promise<void> {
    await page.goto('/login/');
    await hydrated(page);
    await send(page, 'Sign in', { email, password });
    await expect(page).toHaveURL('/account/');
    await expect(page.getByText(email)).toBeVisible();
    await hydratedForm(page);
  }

  test('after signing out, the back button brings no account back', async ({ page, registered }) => {
    const account = await registered();
    await signIn(page, account);
    await button(page, 'Sign out').click();
    await expect(page).toHaveURL('/login/');
    await page.goBack({ waitUntil: 'commit' });
    await expect(page).toHaveURL('/login/?next=/account/');
    await expect(emailField(page)).toBeVisible();
    await expect(page.getByText(account.email)).toHaveCount(0);
  });

  test('an account left open in memory is not shown after a sign-out in another tab', async ({
    page,
    context,
    registered,
  }) => {
    const account = await registered();
    await signIn(page, account);
    await page.goto('/mailbox/');
    const other = await context.newPage();
    await other.goto('/account/');
    await button(other, 'Sign out').click();
    await expect(other).toHaveURL('/login/');

    await page.goBack({ waitUntil: 'commit' });
    await expect(page).toHaveURL('/login/?next=/account/');
    await expect(page.getByText(account.email)).toHaveCount(0);
  });

  test('a page that the browser kept is asked for again', async ({ page, registered }) => {
    const account = await registered();
    await signIn(page, account);
    const wasKept = page.waitForEvent('console', (message) => message.text() === 'kept');
    await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => persisted && console.log('kept')));
    await page.goto('/mailbox/');
    const isAskedAgain = page.waitForResponse((response) => new URL(response.url()).pathname === '/account/');
    await page.goBack({ waitUntil: 'commit' });
    await wasKept;
    await isAskedAgain;
    await expect(page.getByText(account.email)).toBeVisible();
  });
});
