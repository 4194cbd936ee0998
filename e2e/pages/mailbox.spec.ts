import type { Page } from 'playwright/test';
import { ANOTHER_PASSWORD, arrivedMail, resetToken, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { test as base, expect } from './page-test';

/** What the browser says when a test looks into a mail's frame, by a script: none may run there. */
const LOOKED_INTO_FRAME = "Blocked script execution in 'about:srcdoc'";

const test = base.extend<{ mailed: { email: string; token: string } }>({
  /** An account with one mail, the one to reset its password. */
  mailed: async ({ posternUrl, registered }, use) => {
    const { email } = await registered();
    await use({ email, token: await resetToken(new Client(posternUrl), email) });
  },
});

test.describe('mailbox', { tag: '@any-database' }, () => {
  test.afterEach(({ surprises }) => {
    const others = surprises.filter((surprise) => !surprise.includes(LOOKED_INTO_FRAME));
    surprises.splice(0, surprises.length, ...others);
  });

  const mailIn = (page: Page) => page.frameLocator('iframe');
  const list = (page: Page) => page.getByRole('navigation').getByRole('link');

  test('a mail is shown as its recipient would see it', async ({ page, mailed: { email } }) => {
    await page.goto(`/mailbox/?to=${email}`);
    await expect(mailIn(page).getByRole('heading', { name: 'Reset your password' })).toBeVisible();
    await expect(mailIn(page).getByText(email)).toBeVisible();
    const button = mailIn(page).getByRole('link', { name: 'Choose a new password' });
    await expect(button).toBeVisible();
    await expect(button).toHaveCSS('background-color', 'rgb(29, 78, 216)');
  });

  test('a mail looks in the dark as its own sheet says', async ({ page, mailed: { email } }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`/mailbox/?to=${email}`);
    await expect(mailIn(page).locator('body')).toHaveCSS('background-color', 'rgb(22, 24, 29)');
  });

  test('no script can run in a mail, and nothing of ours can be reached from it', async ({
    page,
    mailed: { email },
  }) => {
    await page.goto(`/mailbox/?to=${email}`);
    const sandbox = (await page.locator('iframe').getAttribute('sandbox'))?.split(' ');
    expect(sandbox).toEqual(['allow-popups', 'allow-popups-to-escape-sandbox']);
  });

  test('the link of a mail opens the page to set a new password beside it', async ({
    page,
    posternUrl,
    mailed: { email, token },
  }) => {
    await page.goto(`/mailbox/?to=${email}`);
    const opening = page.waitForEvent('popup');
    await mailIn(page).getByRole('link', { name: 'Choose a new password' }).click();
    const opened = await opening;
    await expect(opened).toHaveURL(`${posternUrl}/reset-password/${token}/`);
    await expect(opened.getByRole('heading', { name: 'Choose a new password' })).toBeVisible();
    await expect(opened.getByText(`For ${email}.`)).toBeVisible();
  });

  test('a mail can be read as text too', async ({ page, posternUrl, mailed: { email, token } }) => {
    await page.goto(`/mailbox/?to=${email}`);
    await page.getByText('Plain text').click();
    await expect(page.locator('pre')).toContainText(`${posternUrl}/reset-password/${token}/`);
  });

  test.describe('of several mails', () => {
    test.beforeEach(async ({ page, posternUrl, mailed: { email, token } }) => {
      const client = new Client(posternUrl);
      await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
      await arrivedMail(client, email, ({ subject }) => subject.includes('was changed'));
      await page.goto(`/mailbox/?to=${email}`);
    });

    test('the newest stands first and is open', async ({ page }) => {
      await expect(list(page)).toHaveText([/password was changed/, /Reset your Postern password/, /Verify your email/]);
      await expect(page.getByRole('article').getByRole('heading')).toHaveText('Your Postern password was changed');
    });

    test('any can be opened, and the list says which one is', async ({ page }) => {
      const [newest, older] = [list(page).first(), list(page).nth(1)];
      await expect(newest).toHaveAttribute('aria-current', 'true');
      await older.click();
      await expect(page.getByRole('article').getByRole('heading')).toHaveText('Reset your Postern password');
      await expect(list(page).and(page.locator('[aria-current="true"]'))).toHaveText([/Reset your Postern password/]);
    });

    test('those of one address stay the only ones when one of them is opened', async ({ page, mailed: { email } }) => {
      await list(page).last().click();
      await expect(page).toHaveURL(/id=/);
      await expect(list(page).filter({ hasText: email })).toHaveCount(3);
      await expect(list(page)).toHaveCount(3);
    });

    test('an unknown one shows the newest', async ({ page, mailed: { email } }) => {
      await page.goto(`/mailbox/?to=${email}&id=nothing`);
      await expect(page.getByRole('article').getByRole('heading')).toHaveText('Your Postern password was changed');
      await expect(list(page).first()).toHaveAttribute('aria-current', 'true');
    });

    test('only those to one address are shown where one is asked for', async ({ page, posternUrl, registered }) => {
      const other = await registered();
      await resetToken(new Client(posternUrl), other.email);
      await page.goto(`/mailbox/?to=${other.email}`);
      await expect(list(page)).toHaveText(
        ['Reset', 'Verify'].map((subject) => new RegExp(`${subject}.*${other.email}`)),
      );
    });
  });

  test('a mailbox without a mail says how one comes there', async ({ page }) => {
    await page.goto(`/mailbox/?to=${uniqueEmail()}`);
    await expect(page.getByText('No mails yet.')).toBeVisible();
    await expect(page.locator('iframe')).toHaveCount(0);
    await page.getByRole('link', { name: 'password reset' }).click();
    await expect(page).toHaveURL('/forgot-password/');
  });
});
