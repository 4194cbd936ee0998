import type { Page } from 'playwright/test';
import { PASSWORD, resetToken, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { button, emailField, passwordField } from './forms';
import { expect, hydrated, test } from './page-test';

/** The fields for password managers, for keyboards, for fingers. */

test.describe('fields', { tag: '@any-database' }, () => {
  test.describe('a password manager finds', () => {
    const isForEmail = (page: Page) => expect(emailField(page)).toHaveAttribute('autocomplete', 'username');
    const isForPassword = (page: Page, autocomplete: string) =>
      expect(passwordField(page)).toHaveAttribute('autocomplete', autocomplete);

    test('the email and the password to sign in with', async ({ page }) => {
      await page.goto('/login/');
      await isForEmail(page);
      await isForPassword(page, 'current-password');
    });

    test('the email to register with, and that the password is new', async ({ page }) => {
      await page.goto('/register/');
      await isForEmail(page);
      await isForPassword(page, 'new-password');
    });

    test('whose password was forgotten', async ({ page }) => {
      await page.goto('/forgot-password/');
      await isForEmail(page);
    });

    test('whose password is new, in a field that is neither shown nor sent', async ({
      page,
      registered,
      posternUrl,
    }) => {
      const { email } = await registered();
      await page.goto(`/reset-password/${await resetToken(new Client(posternUrl), email)}/`);
      await isForPassword(page, 'new-password');
      const owner = page.locator('form input[autocomplete="username"]');
      await expect(owner).toHaveValue(email);
      await expect(owner).toBeHidden();
      expect(await owner.getAttribute('name')).toBeNull();
    });
  });

  test('a password can be shown and hidden again, and keeps what was typed', async ({ page }) => {
    await page.goto('/login/');
    await hydrated(page);
    await passwordField(page).fill(PASSWORD);
    await button(page, 'Show password').click();
    await expect(passwordField(page)).toHaveAttribute('type', 'text');
    await expect(passwordField(page)).toHaveValue(PASSWORD);
    await button(page, 'Hide password').click();
    await expect(passwordField(page)).toHaveAttribute('type', 'password');
    await expect(passwordField(page)).toHaveValue(PASSWORD);
  });

  test('what the button beside a password shows is what it is called', async ({ page }) => {
    await page.goto('/login/');
    await hydrated(page);
    await button(page, 'Show password').click();
    await expect(page.getByRole('button', { name: 'Hide' })).toHaveText('Hide');
  });

  test('how strong a new password is, is told while one types', async ({ page }) => {
    await page.goto('/register/');
    await hydrated(page);
    const hint = page.locator('form').getByText(/^(Easy to guess|Could be stronger|Good|Strong)$/);
    await expect(hint).toHaveCount(0);
    await passwordField(page).pressSequentially('tulip');
    await expect(hint).toHaveText('Easy to guess');
    await passwordField(page).pressSequentially(' gate 9');
    await expect(hint).toHaveText('Good');
    await passwordField(page).pressSequentially(' over the weir');
    await expect(hint).toHaveText('Strong');
    await passwordField(page).clear();
    await expect(hint).toHaveCount(0);
  });

  test('a user signs in by the keyboard alone, in the visible order', async ({ page, registered }) => {
    const { email, password } = await registered();
    await page.goto('/login/');
    await hydrated(page);
    const { keyboard } = page;
    await keyboard.press('Tab');
    await expect(page.getByRole('banner').getByRole('link')).toBeFocused();
    await keyboard.press('Tab');
    await expect(emailField(page)).toBeFocused();
    await keyboard.type(email);
    await keyboard.press('Tab');
    await expect(passwordField(page)).toBeFocused();
    await keyboard.type(password);
    await keyboard.press('Tab');
    await expect(button(page, 'Show password')).toBeFocused();
    await keyboard.press('Tab');
    await expect(button(page, 'Sign in')).toBeFocused();
    await keyboard.press('Enter');
    await expect(page).toHaveURL('/account/');
  });

  test('Enter in a field sends the form', async ({ page, registered }) => {
    const { email, password } = await registered();
    await page.goto('/login/');
    await hydrated(page);
    await emailField(page).fill(email);
    await passwordField(page).fill(password);
    await passwordField(page).press('Enter');
    await expect(page).toHaveURL('/account/');
  });

  test.describe('on a phone', () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    test('a user registers by touch', async ({ page }) => {
      const email = uniqueEmail();
      await page.goto('/login/');
      await page.getByRole('link', { name: 'Create an account' }).tap();
      await hydrated(page);
      await emailField(page).tap();
      await page.keyboard.type(email);
      await passwordField(page).tap();
      await page.keyboard.type(PASSWORD);
      await button(page, 'Show password').tap();
      await expect(passwordField(page)).toHaveAttribute('type', 'text');
      await button(page, 'Create account').tap();
      await expect(page).toHaveURL('/account/');
      await expect(page.getByText(email)).toBeVisible();
    });

    test('the keyboard on the screen is one for email addresses', async ({ page }) => {
      await page.goto('/login/');
      await expect(emailField(page)).toHaveAttribute('type', 'email');
      await expect(emailField(page)).toHaveAttribute('autocapitalize', 'none');
    });

    for (const path of ['/login/', '/register/', '/forgot-password/']) {
      test(`nothing of ${path} is wider than the screen`, async ({ page }) => {
        await page.goto(path);
        await expect(emailField(page)).toBeVisible();
        const { content, screen } = await page.evaluate(() => ({
          content: document.documentElement.scrollWidth,
          screen: document.documentElement.clientWidth,
        }));
        expect(screen).toBe(390);
        expect(content).toBeLessThanOrEqual(screen);
      });
    }
  });
});
