import { PASSWORD } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { button, DEAD_LINK_TITLE, expectRefused, passwordField, SHORT_PASSWORD } from './forms';
import { expect, test } from './page-test';
import { open } from './states';

test.describe('the page of an invitation', { tag: '@any-database' }, () => {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? 'with a script' : 'without a script', () => {
      test.use({ javaScriptEnabled });

      test('asks for a password, says what is wrong with it, and leads to the new account', async ({
        page,
        invitation,
      }) => {
        const { email, token } = await invitation();
        const path = `/invitation/${token}/`;
        await (javaScriptEnabled ? open(page, path) : page.goto(path));
        await expect(page.getByLabel('Email')).toHaveValue(email);
        await expect(page.getByLabel('Email')).not.toBeEditable();
        await passwordField(page).fill(SHORT_PASSWORD);
        await button(page, 'Create account').click();
        await expectRefused(passwordField(page), [
          'This password is too short. It must contain at least 8 characters.',
        ]);
        await expect(passwordField(page)).toBeFocused();
        await expect(page).toHaveURL(path);
        await passwordField(page).fill(PASSWORD);
        await button(page, 'Create account').click();
        await expect(page).toHaveURL('/account/');
        await expect(page.getByText(email)).toBeVisible();
        await expect(page.getByText('Verified', { exact: true })).toBeVisible();
      });

      test('says so where the invitation died while it was open', async ({ page, posternUrl, invitation }) => {
        const { token } = await invitation();
        const path = `/invitation/${token}/`;
        await (javaScriptEnabled ? open(page, path) : page.goto(path));
        await new Client(posternUrl).post(`/auth${path}`, { password: PASSWORD });
        await passwordField(page).fill(PASSWORD);
        await button(page, 'Create account').click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(DEAD_LINK_TITLE);
      });
    });
  }

  test('says in whose place the new account is signed in', async ({ page, signedIn, invitation }) => {
    const { email } = await signedIn();
    const { token } = await invitation();
    await page.goto(`/invitation/${token}/`);
    await expect(page.getByText(`You are signed in as ${email}.`)).toBeVisible();
  });
});
