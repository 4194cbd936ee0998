import { button, emailField, send } from './forms';
import { expect, hydrated, test } from './page-test';

/** Which page signed-in and signed-out visitors see, in one tab and in several. */

test.describe('access', { tag: '@any-database' }, () => {
  for (const path of ['/login/', '/register/', '/forgot-password/', '/']) {
    test(`a signed-in user who opens ${path} is led to the account`, async ({ page, signedIn }) => {
      const { email } = await signedIn();
      await page.goto(path);
      await expect(page).toHaveURL('/account/');
      await expect(page.getByText(email)).toBeVisible();
    });
  }

  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? 'with a script' : 'without a script', () => {
      test.use({ javaScriptEnabled });

      test('a signed-out visitor who opens the account signs in first, and is led there', async ({
        page,
        registered,
      }) => {
        const { email, password } = await registered();
        await page.goto('/account/');
        await expect(page).toHaveURL('/login/?next=/account/');
        await send(page, 'Sign in', { email, password });
        await expect(page).toHaveURL('/account/');
        await expect(page.getByText(email)).toBeVisible();
      });
    });
  }

  test('a visitor who registers instead is led to the page that was opened first', async ({ page }) => {
    await page.goto('/login/?next=/account/?from=mail');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await expect(page).toHaveURL('/register/?next=%2Faccount%2F%3Ffrom%3Dmail');
  });

  test.describe('in two tabs', () => {
    test('a user who signs in in one is signed in in the other, whose form still works', async ({
      page,
      context,
      registered,
    }) => {
      const { email, password } = await registered();
      const other = await context.newPage();
      await page.goto('/login/');
      await other.goto('/login/');
      await hydrated(page);
      await hydrated(other);
      await send(page, 'Sign in', { email, password });
      await expect(page).toHaveURL('/account/');

      await send(other, 'Sign in', { email, password });
      await expect(other).toHaveURL('/account/');
      await page.reload();
      await expect(page).toHaveURL('/account/');
      await expect(page.getByText(email)).toBeVisible();
    });

    test('the account opens in the other tab too', async ({ page, context, registered }) => {
      const { email, password } = await registered();
      const other = await context.newPage();
      await other.goto('/login/');
      await page.goto('/login/');
      await hydrated(page);
      await send(page, 'Sign in', { email, password });
      await expect(page).toHaveURL('/account/');
      await other.goto('/account/');
      await expect(other.getByText(email)).toBeVisible();
    });

    test('a user who signs out in one is signed out in the other', async ({ page, context, signedIn }) => {
      const { email } = await signedIn();
      const other = await context.newPage();
      await page.goto('/account/');
      await other.goto('/account/');
      await expect(other.getByText(email)).toBeVisible();
      await button(page, 'Sign out').click();
      await expect(page).toHaveURL('/login/');

      await other.reload();
      await expect(other).toHaveURL('/login/?next=/account/');
      await expect(emailField(other)).toBeVisible();
    });

    test('a user who signed out in one may sign out in the other once more', async ({ page, context, signedIn }) => {
      await signedIn();
      const other = await context.newPage();
      await page.goto('/account/');
      await other.goto('/account/');
      await button(page, 'Sign out').click();
      await expect(page).toHaveURL('/login/');
      await button(other, 'Sign out').click();
      await expect(other).toHaveURL('/login/');
    });
  });
});
