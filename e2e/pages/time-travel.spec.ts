import type { Page } from 'playwright/test';
import { problem } from './forms';
import { expect, test } from './page-test';

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto('/login/');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test.describe('time that passes for one account', () => {
  test('lets a throttled user in, and asks for the password when a session has expired', async ({
    page,
    throttled,
    later,
  }) => {
    const account = await throttled();
    await signIn(page, account);
    await expect(problem(page)).toContainText('Too many attempts');
    await later(account, account.waitSeconds);
    await signIn(page, account);
    await expect(page).toHaveURL('/account/');
    await later(account, '14 days');
    await page.reload();
    await expect(page).toHaveURL(/\/login\//);
  });
});
