import { uniqueEmail } from '../fixtures/accounts';
import { startCookieless } from '../fixtures/cookieless';
import { send, WRONG_PASSWORD } from './forms';
import { appUrlOf, expect, test as pageTest } from './page-test';

const test = pageTest.extend({
  posternUrl: async ({ server }, use) => {
    const cookieless = await startCookieless(appUrlOf(server.baseUrl));
    await use(cookieless.baseUrl);
    await cookieless.close();
  },
});

test.describe('cookies', { tag: '@any-database' }, () => {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(`a browser that keeps no cookie, ${javaScriptEnabled ? 'with' : 'without'} a script`, () => {
      test.use({ javaScriptEnabled });

      test('is told so after a right pair, and not before', async ({ page, registered }) => {
        const { email, password } = await registered();
        const notice = page.getByRole('alert').filter({ hasText: 'Allow cookies to sign in' });
        await page.goto('/login/');
        await page.getByRole('link', { name: 'Create an account' }).click();
        await expect(page).toHaveURL('/register/');
        await page.getByRole('link', { name: 'Sign in' }).click();
        await expect(page).toHaveURL('/login/');
        await expect(notice).toHaveCount(0);
        await send(page, 'Sign in', { email, password });
        await expect(page).toHaveURL('/login/?next=/account/');
        await expect(notice).toBeVisible();
        await expect(notice).toBeFocused();
      });

      test('is told so after registering', async ({ page }) => {
        await page.goto('/register/');
        await send(page, 'Create account', { email: uniqueEmail(), password: WRONG_PASSWORD });
        await page.waitForURL('/login/?next=/account/');
        await expect(page.getByRole('alert').filter({ hasText: 'Allow cookies to sign in' })).toBeVisible();
        await expect(page.getByText('If you have just created an account, it exists already.')).toBeVisible();
      });
    });
  }
});
