import { BLANK, EMAIL_TAKEN, PASSWORD_TOO_SHORT } from '../api/answers';
import {
  ANOTHER_PASSWORD,
  signedIn as apiSignedIn,
  askedForEmail,
  changedEmail,
  PASSWORD,
  redeemLink,
  resetToken,
  tokenIn,
  uniqueEmail,
  verifyEmail,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { changeEmail, changePassword, deleteAccount, formOf, NOT_RIGHT, noticed, opened } from './account-forms';
import {
  button,
  emailField,
  expectForgotten,
  expectRefused,
  hydratedForm,
  passwordField,
  problem,
  SHORT_PASSWORD,
  send,
  WRONG_PASSWORD,
} from './forms';
import { expect, hydrated, test } from './page-test';

/** What people do to their own account, on one page. */

test.describe('account', { tag: '@any-database' }, () => {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? 'with a script' : 'without a script', () => {
      test.use({ javaScriptEnabled });

      test('a user changes the password, stays signed in, and all other sessions end', async ({
        page,
        signedIn,
        posternUrl,
      }) => {
        const owner = await signedIn();
        const client = new Client(posternUrl);
        const { access } = await apiSignedIn(client, owner);
        await changePassword(page, { current: owner.password, chosen: ANOTHER_PASSWORD });
        await noticed(page, 'Password changed.');
        await expect(page.getByText(owner.email)).toBeVisible();
        expect((await client.get('/auth/me/', { Authorization: `Bearer ${access}` })).status).toBe(401);
        await button(page, 'Sign out').click();
        await send(page, 'Sign in', { email: owner.email, password: ANOTHER_PASSWORD });
        await expect(page).toHaveURL('/account/');
      });

      test('a wrong current password is told beside it, and nothing typed is kept', async ({ page, signedIn }) => {
        await signedIn();
        await changePassword(page, { current: WRONG_PASSWORD, chosen: ANOTHER_PASSWORD });
        const form = formOf(page, 'change-password');
        await expectRefused(form.getByLabel('Current password'), [NOT_RIGHT]);
        await expect(form.getByLabel('Current password')).toBeFocused();
        expect(page.url()).not.toContain(WRONG_PASSWORD);
        if (javaScriptEnabled) return;
        await expect(page).toHaveTitle(/^Error: Your account/);
        await expect(form.getByLabel('Current password')).toHaveValue('');
        expect(await page.content()).not.toContain(ANOTHER_PASSWORD);
      });

      test('blank fields are told beside each, in the form that was sent and in no other', async ({
        page,
        signedIn,
      }) => {
        await signedIn();
        await changePassword(page, { current: '', chosen: '' });
        const form = formOf(page, 'change-password');
        await expectRefused(form.getByLabel('Current password'), [BLANK]);
        await expectRefused(form.getByLabel('New password'), [BLANK]);
        await expect(page.getByText(BLANK)).toHaveCount(2);
      });

      test('a password that may not be chosen is told beside it', async ({ page, signedIn }) => {
        const { password } = await signedIn();
        await changePassword(page, { current: password, chosen: SHORT_PASSWORD });
        await expectRefused(formOf(page, 'change-password').getByLabel('New password'), [PASSWORD_TOO_SHORT]);
      });

      test('a new email counts once its own link was followed; the old one can take it back', async ({
        page,
        posternUrl,
        signedIn,
        mailbox,
      }) => {
        const account = await signedIn();
        const { email, password } = account;
        await verifyEmail(new Client(posternUrl), account);
        const other = uniqueEmail();
        await changeEmail(page, { email: other, password });
        await noticed(page, other);
        await expect(page.getByText('Pending confirmation')).toBeVisible();

        await page.goto(await mailbox(other).link('/change-email/'));
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Confirm your new email');
        await button(page, 'Use this email').click();
        await expect(page).toHaveURL('/account/');
        await noticed(page, 'Email changed.');
        await expect(page.getByText(other, { exact: true })).toBeVisible();

        await page.goto(await mailbox(email).link('/undo-email-change/'));
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Restore your account');
        await page.getByLabel('New password').fill(SHORT_PASSWORD);
        await button(page, 'Change password').click();
        await expectRefused(page.getByLabel('New password'), [PASSWORD_TOO_SHORT]);
        await page.getByLabel('New password').fill(ANOTHER_PASSWORD);
        await button(page, 'Change password').click();
        await expect(page).toHaveURL('/login/');
        await noticed(page, 'Your account was restored.');
        await send(page, 'Sign in', { email, password: ANOTHER_PASSWORD });
        await expect(page).toHaveURL('/account/');
      });

      test('a change that waits for its link is cancelled by a button', async ({ page, signedIn, mailbox }) => {
        const { password } = await signedIn();
        const other = uniqueEmail();
        await changeEmail(page, { email: other, password });
        await noticed(page, other);
        await button(page, 'Cancel this change').click();
        await noticed(page, 'The change of email was canceled');
        await expect(page.getByText('Pending confirmation')).toHaveCount(0);
        await page.goto(await mailbox(other).link('/change-email/'));
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link is invalid or has expired');
      });

      test('a taken email is told beside it, and stays in its field', async ({ page, signedIn, registered }) => {
        const taken = (await registered()).email;
        const { password } = await signedIn();
        await changeEmail(page, { email: taken, password });
        const field = formOf(page, 'change-email').getByLabel('New email');
        await expectRefused(field, EMAIL_TAKEN.email);
        await expect(field).toHaveValue(taken);
        await expect(field).toBeFocused();
      });

      test('a link whose email was taken meanwhile says so', async ({ page, signedIn, mailbox, registered }) => {
        const { password } = await signedIn();
        const other = uniqueEmail();
        await changeEmail(page, { email: other, password });
        await noticed(page, other);
        await registered({ email: other });
        await page.goto(await mailbox(other).link('/change-email/'));
        await button(page, 'Use this email').click();
        await expect(problem(page)).toContainText('user with this email already exists.');
      });

      test('an email is verified by its link and a button, and no earlier', async ({ page, signedIn, mailbox }) => {
        const { email } = await signedIn();
        await page.goto('/account/');
        await expect(page.getByText('Not verified. We sent you a link.')).toBeVisible();
        const link = await mailbox(email).link('/verify-email/');
        await page.goto(link);
        await page.goto(link);
        await button(page, 'Verify email').click();
        await expect(page).toHaveURL('/account/');
        await noticed(page, 'Email verified.');
        await expect(page.getByText('Verified', { exact: true })).toBeVisible();
        await page.goto(link);
        await expect(page.getByText('nothing is left to do')).toBeVisible();
      });

      test('a signed-out user verifies by the password, and is signed in by it', async ({
        page,
        registered,
        mailbox,
      }) => {
        const { email, password } = await registered();
        await page.goto(await mailbox(email).link('/verify-email/'));
        await expect(emailField(page)).toHaveValue(email);
        await expect(emailField(page)).toHaveAttribute('autocomplete', 'username');
        await expect(emailField(page)).not.toBeEditable();
        await expect(passwordField(page)).toHaveAttribute('autocomplete', 'current-password');
        await expect(page.getByRole('link', { name: 'Forgot your password?' })).toHaveAttribute(
          'href',
          '/forgot-password/',
        );
        await send(page, 'Verify email', { password });
        await expect(page).toHaveURL('/account/');
        await noticed(page, 'Email verified.');
        await expect(page.getByText(email, { exact: true })).toBeVisible();
      });

      test('a signed-out user sees a wrong or missing password beside the field, and a wait', async ({
        page,
        registered,
        mailbox,
        posternUrl,
      }) => {
        const { email, password } = await registered();
        const link = await mailbox(email).link('/verify-email/');
        await page.goto(link);
        await send(page, 'Verify email', {});
        await expectRefused(passwordField(page), [BLANK]);
        await expect(passwordField(page)).toBeFocused();
        await send(page, 'Verify email', { password: WRONG_PASSWORD });
        await expectRefused(passwordField(page), [NOT_RIGHT]);
        await expect(passwordField(page)).toBeFocused();
        await expect(emailField(page)).toHaveValue(email);
        await expect(page).toHaveURL(link);
        if (!javaScriptEnabled) {
          await expect(page).toHaveTitle(/^Error: Verify your email/);
          await expectForgotten(page, WRONG_PASSWORD);
        }
        const stranger = new Client(posternUrl);
        for (let tries = 0; tries < 9; tries += 1) {
          await stranger.post('/auth/token/', { email, password: WRONG_PASSWORD });
        }
        await send(page, 'Verify email', { password });
        await expect(problem(page)).toContainText('Too many attempts');
        await expect(problem(page)).toContainText(/You can try again in \d+ seconds/);
      });

      test('a signed-out user confirms a new email by the password, and sees no other email of the account', async ({
        page,
        posternUrl,
        mailbox,
        registered,
      }) => {
        const client = new Client(posternUrl);
        const owner = await apiSignedIn(client);
        const [other, taken] = [uniqueEmail(), uniqueEmail()];
        await askedForEmail(client, owner, other);
        const link = await mailbox(other).link('/change-email/');
        await page.goto(link);
        await expect(page.getByLabel('New email')).toHaveValue(other);
        expect(await page.content()).not.toContain(owner.email);
        await send(page, 'Use this email', { password: PASSWORD });
        await expect(page).toHaveURL('/account/');
        await noticed(page, 'Email changed.');
        await expect(page.getByText(other, { exact: true })).toBeVisible();

        const another = await apiSignedIn(client);
        await askedForEmail(client, another, taken);
        await page.goto('/account/');
        await button(page, 'Sign out').click();
        await page.goto(await mailbox(taken).link('/change-email/'));
        await registered({ email: taken });
        await send(page, 'Use this email', { password: PASSWORD });
        await expectRefused(page.getByLabel('New email'), EMAIL_TAKEN.email);
        await expect(page.getByLabel('New email')).toBeFocused();
      });

      for (const [part, name, heading] of [
        ['verify-email', 'Verify email', 'Email verified.'],
        ['change-email', 'Use this email', 'Email changed.'],
      ] as const) {
        test(`a link of ${part} names its account to a user who is signed in to another, and signs in to its own`, async ({
          page,
          posternUrl,
          signedIn,
          mailbox,
        }) => {
          const client = new Client(posternUrl);
          const owner = await apiSignedIn(client);
          const email = part === 'change-email' ? uniqueEmail() : owner.email;
          if (part === 'change-email') await askedForEmail(client, owner, email);
          const other = await signedIn();
          await page.goto(await mailbox(email).link(`/${part}/`));
          await expect(page.getByText(`You are signed in as ${other.email}, but this link belongs to`)).toBeVisible();
          await expect(page.getByText('You are then signed in to it instead.')).toBeVisible();
          await send(page, name, { password: owner.password });
          await expect(page).toHaveURL('/account/');
          await noticed(page, heading);
          await expect(page.getByText(email, { exact: true })).toBeVisible();
        });
      }

      for (const part of ['reset-password', 'undo-email-change'] as const) {
        test(`a link of ${part} names its account to a user who is signed in to another, and says what it did`, async ({
          page,
          posternUrl,
          signedIn,
          mailbox,
        }) => {
          const client = new Client(posternUrl);
          const owner = await apiSignedIn(client);
          if (part === 'reset-password') await resetToken(client, owner.email);
          else {
            // An address that was never verified is sent no link to undo.
            await verifyEmail(client, owner);
            await changedEmail(client, owner);
          }
          const other = await signedIn();
          await page.goto(await mailbox(owner.email).link(`/${part}/`));
          await expect(page.getByText(`You are signed in as ${other.email}`)).toBeVisible();
          await expect(page.getByRole('main')).toContainText(owner.email);
          await send(page, 'Change password', { password: ANOTHER_PASSWORD });
          await expect(page).toHaveURL('/account/');
          await noticed(page, owner.email);
          await noticed(page, `You are still signed in as ${other.email}`);
          await page.reload();
          await expect(page.getByText(other.email, { exact: true }).first()).toBeVisible();
          await button(page, 'Sign out').click();
          await send(page, 'Sign in', { email: owner.email, password: ANOTHER_PASSWORD });
          await expect(page).toHaveURL('/account/');
        });
      }

      test('the link to verify is mailed again from the account, and says so', async ({ page, signedIn }) => {
        const { email } = await signedIn();
        await page.goto('/account/');
        await button(page, 'Resend link').click();
        await expect(page).toHaveURL('/verify-email/');
        await noticed(page, email);
      });

      test('a session elsewhere is told with its program, and ended alone or with all others', async ({
        page,
        signedIn,
        posternUrl,
      }) => {
        const owner = await signedIn();
        const client = new Client(posternUrl);
        const agents = ['curl/8.5.0', 'python-requests/2.32.3', 'Wget/1.21.4'];
        for (const agent of agents) {
          await client.post('/auth/token/', { email: owner.email, password: owner.password }, { 'User-Agent': agent });
        }
        await page.goto('/account/');
        await expect(page.getByText('This browser')).toHaveCount(1);
        await page.getByRole('button', { name: 'End session: curl/8.5.0' }).click();
        await noticed(page, 'Session ended.');
        await expect(page.getByRole('button', { name: 'End session: curl/8.5.0' })).toHaveCount(0);
        await button(page, 'End all other sessions').click();
        await noticed(page, 'Session ended.');
        await expect(page.getByRole('button', { name: /^End/ })).toHaveCount(0);
        await expect(page.getByText('This browser')).toBeVisible();
      });

      test('what others bring about pushes nothing of what happened out of sight', async ({ page, signedIn }) => {
        await signedIn();
        for (let exports = 0; exports < 12; exports += 1) await page.request.get('/auth/me/export/');
        await page.goto('/account/');
        const happened = page.getByRole('region', { name: 'Recent activity' }).getByRole('listitem');
        await expect(happened.filter({ hasText: 'Data exported' })).toHaveCount(3);
        await expect(happened.last()).toContainText('Account created');
      });

      test('a failed sign-in is told with its program and address', async ({ page, signedIn, posternUrl }) => {
        const { email } = await signedIn();
        await new Client(posternUrl).post(
          '/auth/token/',
          { email, password: WRONG_PASSWORD },
          { 'User-Agent': 'curl/8.5.0' },
        );
        await page.goto('/account/');
        const happened = page.getByRole('region', { name: 'Recent activity' }).getByRole('listitem');
        await expect(happened.first()).toContainText('Wrong password at sign-in');
        await expect(happened.first()).toContainText('curl/8.5.0, 127.');
        await expect(happened.last()).toContainText('Account created');
      });

      test('an account is deleted by its password, and nothing of it is left', async ({
        page,
        posternUrl,
        signedIn,
        mailbox,
      }) => {
        const account = await signedIn();
        const { email, password } = account;
        await verifyEmail(new Client(posternUrl), account);
        await deleteAccount(page, WRONG_PASSWORD);
        await expectRefused(formOf(page, 'me/delete').getByLabel('Your password'), [NOT_RIGHT]);
        await deleteAccount(page, password);
        await expect(page).toHaveURL('/login/');
        await noticed(page, 'Your account was deleted');
        await send(page, 'Sign in', { email, password });
        await expect(problem(page)).toBeVisible();
        await expect
          .poll(async () => (await mailbox(email).messages()).map(({ subject }) => subject))
          .toEqual(['Your Postern account was deleted']);
      });

      test('a user whose session ended meanwhile is led to sign in', async ({ page, context, signedIn }) => {
        const { password } = await signedIn();
        await opened(page, 'Change your password');
        if (javaScriptEnabled) await hydratedForm(page);
        await context.clearCookies({ name: 'postern_session' });
        const form = formOf(page, 'change-password');
        await form.getByLabel('Current password').fill(password);
        await form.getByLabel('New password').fill(ANOTHER_PASSWORD);
        await button(page, 'Change password').click();
        if (javaScriptEnabled) {
          await expect(problem(page)).toContainText('You were signed out');
          await expect(problem(page).getByRole('link', { name: 'Sign in and try again' })).toHaveAttribute(
            'href',
            '/login/?next=/account/',
          );
        } else {
          await expect(page).toHaveURL('/login/?next=/account/');
          await expect(problem(page)).toHaveText('You were signed out. Sign in and try again.');
        }
      });
    });
  }

  test('everything kept is downloaded as a file', async ({ page, signedIn }) => {
    const { email, id } = await signedIn();
    await page.goto('/account/');
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download your data' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('account.json');
    const file = await download.createReadStream();
    const chunks = [];
    for await (const chunk of file) chunks.push(chunk);
    expect(JSON.parse(Buffer.concat(chunks).toString('utf8'))).toMatchObject({ account: { id, email } });
  });

  test('a link that died meanwhile is told by its page, and what to do instead', async ({
    page,
    registered,
    mailbox,
    posternUrl,
  }) => {
    const { email, password } = await registered();
    const link = await mailbox(email).link('/verify-email/');
    await page.goto(link);
    await hydrated(page);
    await redeemLink(new Client(posternUrl), 'verify-email', tokenIn(link));
    await send(page, 'Verify email', { password });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link is invalid or has expired');
    await expect(page.getByText('nothing is left to do')).toBeVisible();
  });

  test('a button that is pressed twice is sent once', async ({ page, signedIn, mailbox }) => {
    const { email } = await signedIn();
    await page.goto(await mailbox(email).link('/verify-email/'));
    await hydratedForm(page);
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(request.url());
    });
    await page.getByRole('button', { name: 'Verify email' }).dblclick();
    await expect(page).toHaveURL('/account/');
    expect(posts).toHaveLength(1);
  });

  test.describe('where emails must be verified', () => {
    test.use({ posternUrl: async ({ serverWith }, use) => use(await strictUrl(serverWith)) });

    for (const javaScriptEnabled of [true, false]) {
      test.describe(javaScriptEnabled ? 'with a script' : 'without a script', () => {
        test.use({ javaScriptEnabled });

        test('a user registers, is referred to the mail, and signs in only then', async ({ page, mailbox }) => {
          const [email, misspelt] = [uniqueEmail(), uniqueEmail()];
          const heading = page.getByRole('heading', { level: 1 });
          await page.goto('/register/?next=/account/');
          await send(page, 'Create account', { email: misspelt, password: PASSWORD });
          await expect(heading).toHaveText('Check your mail');
          await page.getByRole('link', { name: 'Change it' }).click();
          await expect(heading).toHaveText('Create an account');
          await expect(emailField(page)).toHaveValue(misspelt);
          await send(page, 'Create account', { email, password: PASSWORD });
          await expect(heading).toHaveText('Check your mail');
          await expect(page).toHaveURL('/register/?next=%2Faccount%2F');
          await expect(page.getByText(email)).toBeVisible();

          await page.goto('/login/');
          await send(page, 'Sign in', { email, password: PASSWORD });
          await expect(problem(page)).toContainText('Verify your email first');
          await problem(page).getByRole('link', { name: 'Resend link' }).click();
          await expect(page.getByLabel('Email')).toHaveValue(email);
          await button(page, 'Send link').click();
          await noticed(page, email);

          await page.goto(await mailbox(email).link('/verify-email/'));
          await send(page, 'Verify email', { password: PASSWORD });
          await expect(page).toHaveURL('/account/');
          await noticed(page, 'Email verified.');
          await button(page, 'Sign out').click();
          await send(page, 'Sign in', { email, password: PASSWORD });
          await expect(page).toHaveURL('/account/');
        });
      });
    }
  });

  type ServerWith = (settings?: Record<string, string>) => Promise<{ baseUrl: string }>;

  async function strictUrl(serverWith: ServerWith): Promise<string> {
    const { baseUrl } = await serverWith({ REQUIRE_VERIFIED_EMAIL: 'true' });
    return baseUrl.replace('127.0.0.1', 'localhost');
  }
});
