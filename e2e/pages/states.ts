import type { Page } from 'playwright/test';
import {
  signedIn as apiSignedIn,
  PASSWORD,
  resetToken,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
  verifiedOwner,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import type { PosternFixtures, PosternOptions } from '../fixtures/postern';
import { errorAnswer } from './forms';
import { expect, type InvitationFixture } from './page-test';

/** Every page in every state that a visitor may see. */

export type Visit = { page: Page } & PosternOptions &
  Pick<PosternFixtures, 'registered' | 'signedIn' | 'mailbox'> &
  InvitationFixture;

/** Brings the page into a state and returns when it is there. */
type Arrange = (visit: Visit) => Promise<void>;

export type PageOfStates = {
  heading: string;
  /** Its fields are there from the start. */
  isForm: boolean;
  /** The first is how most people find it. */
  states: Record<string, Arrange>;
};

/** What no list of common passwords and no rule forbids, and no other test uses. */
const WRONG_PASSWORD = 'four plums in a hat';

export const PAGES: Record<string, PageOfStates> = {
  'sign in': {
    heading: 'Sign in',
    isForm: true,
    states: {
      empty: ({ page }) => open(page, '/login/'),
      'with field errors': async ({ page }) => {
        await open(page, '/login/');
        await press(page, 'Sign in');
        await expect(page.getByText('This field may not be blank.')).toHaveCount(2);
      },
      'with the wrong pair': async ({ page }) => {
        await signIn(page);
        await alerted(page, 'Incorrect email or password.');
      },
      'with the wrong pair, without a script': async ({ page }) => {
        await open(page, '/login/');
        await page.getByLabel('Email').fill(uniqueEmail());
        await page.getByLabel('Password', { exact: true }).fill(WRONG_PASSWORD);
        await postPlain(page);
        await alerted(page, 'Incorrect email or password.');
      },
      'where cookies are refused': async ({ page, posternUrl }) => {
        await page.goto('/login/', { referer: `${posternUrl}/login/` });
        await alerted(page, 'Allow cookies to sign in');
      },
      'sent once more': async ({ page }) => {
        await page.route('/auth/token/', (route) =>
          route.fulfill(errorAnswer(503, { code: 'unavailable', body: {}, waitSeconds: 9 })),
        );
        await signIn(page);
        await alerted(page, 'The server is busy');
      },
      'told to wait': async ({ page }) => {
        await page.route('/auth/token/', (route) =>
          route.fulfill(errorAnswer(429, { code: 'throttled', body: {}, waitSeconds: 75 })),
        );
        await signIn(page);
        await alerted(page, 'You can try again in 75 seconds.');
      },
      'told of an outage': async ({ page }) => {
        await page.route('/auth/token/', (route) =>
          route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
        );
        await signIn(page);
        await alerted(page, 'Temporarily unavailable');
      },
      offline: async ({ page }) => {
        await page.route('/auth/token/', (route) => route.abort('internetdisconnected'));
        await signIn(page);
        await alerted(page, 'You seem to be offline');
      },
      pending: async ({ page }) => {
        await page.route('/auth/token/', () => {}); // an answer that does not come
        await signIn(page);
        await expect(page.getByRole('button', { name: 'Signing in…' })).toBeVisible();
      },
      'with the password shown': async ({ page }) => {
        await open(page, '/login/');
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await press(page, 'Show password');
        await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');
      },
      'after signing out': async ({ page, signedIn }) => {
        await signedIn();
        await page.goto('/account/');
        await press(page, 'Sign out');
        await noticed(page, 'You are signed out.');
      },
      'after a reset': async (visit) => {
        const { page } = visit;
        await open(page, await liveResetPath(visit));
        await page.getByLabel('New password').fill(PASSWORD);
        await press(page, 'Change password');
        await noticed(page, 'Password changed.');
      },
    },
  },
  register: {
    heading: 'Create an account',
    isForm: true,
    states: {
      empty: ({ page }) => open(page, '/register/'),
      'with field errors': async ({ page }) => {
        await open(page, '/register/');
        await page.getByLabel('Email').fill('postern@example');
        await page.getByLabel('Password', { exact: true }).fill('postern');
        await press(page, 'Create account');
        await expect(page.getByText('Enter a valid email address.')).toBeVisible();
        await expect(page.getByText('This password is too short.')).toBeVisible();
      },
      'with a taken email, without a script': async ({ page, registered }) => {
        const { email } = await registered();
        await open(page, '/register/');
        await page.getByLabel('Email').fill(email);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await postPlain(page);
        await expect(page.getByText('user with this email already exists.')).toBeVisible();
      },
      'with a strong password': ({ page }) => choose(page, PASSWORD, 'Strong'),
      'with a weak password': ({ page }) => choose(page, 'aaaa', 'Easy to guess'),
    },
  },
  'forgotten password': {
    heading: 'Reset your password',
    isForm: true,
    states: {
      empty: ({ page }) => open(page, '/forgot-password/'),
      'with an unknown email': async ({ page }) => {
        await askForReset(page, uniqueEmail());
        await expect(page.getByText('No user with this email address was found.')).toBeVisible();
      },
      'with a mail on its way': async ({ page, registered }) => {
        await askForReset(page, (await registered()).email);
        await noticed(page, 'Check your mail');
      },
    },
  },
  'new password': {
    heading: 'Choose a new password',
    isForm: true,
    states: {
      empty: async (visit) => open(visit.page, await liveResetPath(visit)),
      'signed in to another account': async (visit) => {
        await visit.signedIn();
        await open(visit.page, await liveResetPath(visit));
      },
      'with a weak password': async (visit) => {
        await open(visit.page, await liveResetPath(visit));
        await visit.page.getByLabel('New password').fill('password');
        await press(visit.page, 'Change password');
        await expect(visit.page.getByText('This password is too common.')).toBeVisible();
      },
      'with a link that died meanwhile': async (visit) => {
        const { page, posternUrl } = visit;
        const path = await liveResetPath(visit);
        await open(page, path);
        await new Client(posternUrl).post(`/auth${path}`, { password: PASSWORD });
        await page.getByLabel('New password').fill(PASSWORD);
        await press(page, 'Change password');
        await alerted(page, 'Request a new link');
      },
    },
  },
  'invalid link': {
    heading: 'This link is invalid or has expired',
    isForm: false,
    states: { 'as it is': ({ page }) => show(page, `/reset-password/${UNKNOWN_RESET_TOKEN}/`) },
  },
  account: {
    heading: 'Your account',
    isForm: false,
    states: {
      'signed in, here and elsewhere': async ({ page, posternUrl, signedIn }) => {
        await apiSignedIn(new Client(posternUrl), await signedIn());
        await show(page, '/account/');
      },
      'after a reset of another account': async (visit) => {
        await visit.signedIn();
        await open(visit.page, await liveResetPath(visit));
        await visit.page.getByLabel('New password').fill(PASSWORD);
        await press(visit.page, 'Change password');
        await noticed(visit.page, 'You are still signed in as');
      },
      'with every form open and refused': async ({ page, signedIn }) => {
        await signedIn();
        await open(page, '/account/');
        for (const summary of await page.locator('summary').all()) await summary.click();
        await press(page, 'Change password');
        await press(page, 'Send link');
        await press(page, 'Delete my account');
        await expect(page.getByText('This field may not be blank.')).toHaveCount(5);
      },
      'with a wrong password, without a script': async ({ page, signedIn }) => {
        await signedIn();
        await open(page, '/account/');
        await page.getByText('Change your email').click();
        await page.getByLabel('New email').fill(uniqueEmail());
        await page.locator('#change-email-password').fill(WRONG_PASSWORD);
        await page.evaluate(() =>
          document.querySelector<HTMLFormElement>('form[action="/auth/change-email/"]')?.submit(),
        );
        await expect(page.getByText('The password is not right.')).toBeVisible();
      },
      'with a mail on its way': async ({ page, signedIn }) => {
        const { password } = await signedIn();
        await open(page, '/account/');
        await page.getByText('Change your email').click();
        await page.getByLabel('New email').fill(uniqueEmail());
        await page.locator('#change-email-password').fill(password);
        await press(page, 'Send link');
        await noticed(page, 'Check your mail');
      },
    },
  },
  'verify email': {
    heading: 'Verify your email',
    isForm: true,
    states: {
      'by a link': async ({ page, registered, mailbox }) => {
        const { email } = await registered();
        await open(page, await mailbox(email).link('/verify-email/'));
      },
      'by a link, with a wrong password': async ({ page, registered, mailbox }) => {
        const { email } = await registered();
        await open(page, await mailbox(email).link('/verify-email/'));
        await page.getByLabel('Password', { exact: true }).fill(WRONG_PASSWORD);
        await press(page, 'Verify email');
        await expect(page.getByText('The password is not right.')).toBeVisible();
      },
      'by a link, without a script and a password': async ({ page, registered, mailbox }) => {
        const { email } = await registered();
        await open(page, await mailbox(email).link('/verify-email/'));
        await postPlain(page);
        await expect(page.getByText('This field may not be blank.')).toBeVisible();
      },
      'by a link, signed in': async ({ page, signedIn, mailbox }) => {
        const { email } = await signedIn();
        await show(page, await mailbox(email).link('/verify-email/'));
      },
      'by a link, signed in to another account': async ({ page, signedIn, registered, mailbox }) => {
        const { email } = await registered();
        await signedIn();
        await open(page, await mailbox(email).link('/verify-email/'));
      },
      'asking for the link': ({ page }) => open(page, '/verify-email/'),
      'with a mail on its way': async ({ page }) => {
        await open(page, '/verify-email/');
        await page.getByLabel('Email').fill(uniqueEmail());
        await press(page, 'Send link');
        await noticed(page, 'Check your mail');
      },
    },
  },
  'invalid link to verify': {
    heading: 'This link is invalid or has expired',
    isForm: false,
    states: { 'as it is': ({ page }) => show(page, `/verify-email/${UNKNOWN_RESET_TOKEN}/`) },
  },
  'confirm email': {
    heading: 'Confirm your new email',
    isForm: true,
    states: {
      'by a link': async (visit) => open(visit.page, (await emailChange(visit)).path),
      'by a link, signed in to another account': async (visit) => {
        const { path } = await emailChange(visit);
        await visit.signedIn();
        await open(visit.page, path);
      },
    },
  },
  'take back': {
    heading: 'Restore your account',
    isForm: true,
    states: {
      'by a link': async (visit) => {
        const { page, posternUrl, mailbox } = visit;
        const { email, path } = await emailChange(visit);
        await new Client(posternUrl).post(`/auth${path}`, { password: PASSWORD });
        await open(page, await mailbox(email).link('/undo-email-change/'));
      },
    },
  },
  invitation: {
    heading: 'Accept your invitation',
    isForm: true,
    states: {
      empty: async ({ page, invitation }) => open(page, `/invitation/${(await invitation()).token}/`),
      'signed in to another account': async ({ page, invitation, signedIn }) => {
        await signedIn();
        await open(page, `/invitation/${(await invitation()).token}/`);
      },
      'with a weak password, without a script': async ({ page, invitation }) => {
        await open(page, `/invitation/${(await invitation()).token}/`);
        await page.getByLabel('Password', { exact: true }).fill('password');
        await postPlain(page);
        await expect(page.getByText('This password is too common.')).toBeVisible();
      },
    },
  },
  'invalid invitation': {
    heading: 'This link is invalid or has expired',
    isForm: false,
    states: { 'as it is': ({ page }) => show(page, `/invitation/${UNKNOWN_RESET_TOKEN}/`) },
  },
  'no such page': {
    heading: 'Page not found',
    isForm: false,
    states: { 'as it is': ({ page }) => show(page, '/no-such-page/') },
  },
  documentation: {
    heading: 'Documentation',
    isForm: false,
    states: { 'as it is': ({ page }) => show(page, '/docs/') },
  },
  mailbox: {
    heading: 'Mailbox',
    isForm: false,
    states: {
      'with a mail': async ({ page, posternUrl, registered }) => {
        const { email } = await registered();
        await resetToken(new Client(posternUrl), email);
        await show(page, `/mailbox/?to=${email}`);
        await expect(page.getByRole('article')).toContainText(email);
      },
      empty: ({ page }) => show(page, `/mailbox/?to=${uniqueEmail()}`),
    },
  },
};

/** The path of a page that sets a new account's password. */
export async function liveResetPath({ posternUrl, registered }: Omit<Visit, 'invitation'>): Promise<string> {
  const { email } = await registered();
  return `/reset-password/${await resetToken(new Client(posternUrl), email)}/`;
}

/** A new, verified account that asked for another email: its present one, and the path of the page that confirms the other. */
async function emailChange({ posternUrl, mailbox }: Visit): Promise<{ email: string; path: string }> {
  const client = new Client(posternUrl);
  const { email, password, access } = await verifiedOwner(client);
  const other = uniqueEmail();
  await client.post('/auth/change-email/', { email: other, password }, { Authorization: `Bearer ${access}` });
  return { email, path: new URL(await mailbox(other).link('/change-email/')).pathname };
}

/** Opens a page whose script has nothing to wait for. */
async function show(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Opens a page with a form and waits until its script is at work: React leaves its mark on what it has taken over. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  const isTakenOver = () =>
    page.evaluate(() => {
      const form = document.querySelector('form');
      return form !== null && Object.keys(form).some((key) => key.startsWith('__reactProps'));
    });
  await expect.poll(isTakenOver).toBe(true);
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

const alerted = (page: Page, text: string) =>
  expect(page.getByRole('alert').filter({ hasText: text }).first()).toBeVisible();

const noticed = (page: Page, text: string) =>
  expect(page.getByRole('status').filter({ hasText: text }).first()).toBeVisible();

async function signIn(page: Page): Promise<void> {
  await open(page, '/login/');
  await page.getByLabel('Email').fill(uniqueEmail());
  await page.getByLabel('Password', { exact: true }).fill(WRONG_PASSWORD);
  await press(page, 'Sign in');
}

/** Sends the form as a browser without a script does. */
const postPlain = (page: Page) => page.evaluate(() => document.querySelector('form')?.submit());

async function choose(page: Page, password: string, strength: string): Promise<void> {
  await open(page, '/register/');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await expect(page.getByText(strength, { exact: true })).toBeVisible();
}

async function askForReset(page: Page, email: string): Promise<void> {
  await open(page, '/forgot-password/');
  await page.getByLabel('Email').fill(email);
  await press(page, 'Send link');
}
