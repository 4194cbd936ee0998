import type { Locator, Page } from 'playwright/test';
import { button } from './forms';
import { expect } from './page-test';

/** The forms of the account page, each behind its own heading. */

export const NOT_RIGHT = 'The password is not right.';

export const formOf = (page: Page, path: string): Locator => page.locator(`form[action="/auth/${path}/"]`);

export const noticed = (page: Page, text: string): Promise<void> =>
  expect(page.getByRole('main').getByRole('status').filter({ hasText: text }).first()).toBeVisible();

/** The account page with one of its forms in sight. */
export async function opened(page: Page, heading: string): Promise<void> {
  if (new URL(page.url(), 'http://nowhere').pathname !== '/account/') await page.goto('/account/');
  const summary = page.locator('summary').filter({ hasText: heading });
  await expect(summary).toBeVisible();
  const isOpen = await summary.evaluate((element) => element.parentElement?.hasAttribute('open'));
  if (!isOpen) await summary.click();
}

export async function changePassword(page: Page, { current, chosen }: { current: string; chosen: string }) {
  await opened(page, 'Change your password');
  const form = formOf(page, 'change-password');
  await form.getByLabel('Current password').fill(current);
  await form.getByLabel('New password').fill(chosen);
  await button(page, 'Change password').click();
}

export async function changeEmail(page: Page, { email, password }: { email: string; password: string }) {
  await opened(page, 'Change your email');
  const form = formOf(page, 'change-email');
  await form.getByLabel('New email').fill(email);
  await form.getByLabel('Your password').fill(password);
  await button(page, 'Send link').click();
}

export async function deleteAccount(page: Page, password: string) {
  await opened(page, 'Delete your account');
  await formOf(page, 'me/delete').getByLabel('Your password').fill(password);
  await button(page, 'Delete my account').click();
}
