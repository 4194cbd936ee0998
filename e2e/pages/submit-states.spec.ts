import type { Page } from 'playwright/test';
import { uniqueEmail } from '../fixtures/accounts';
import {
  button,
  emailField,
  errorAnswer,
  expectAccepted,
  held,
  passwordField,
  postsOf,
  problem,
  send,
  WRONG_PASSWORD,
} from './forms';
import { expect, expectSurprise, hydrated, test } from './page-test';

/** What the network does to a form on its way. */

const PAIR = { email: 'someone@example.com', password: WRONG_PASSWORD };

/** What a proxy in front of the server answers in its place. */
async function proxyAnswers(page: Page, status: number, headers: Record<string, string>, body: string): Promise<void> {
  await page.route('**/auth/**', (route) => route.fulfill({ status, headers, body }));
}

const HTML_TYPE = { 'Content-Type': 'text/html' };

/** Errors of the server, in the words of the API. */
const THROTTLED = { detail: 'Request was throttled. Expected available in 3 seconds.' };
const TOO_LARGE = { detail: 'Request body is too large.' };
const MISDIRECTED = {
  detail: 'This server does not answer for that host. Set APP_URL to the origin people use to reach it.',
};
const UNAVAILABLE = { detail: 'Service temporarily unavailable, try again later.' };

test.describe('submit states', { tag: '@any-database' }, () => {
  test.describe('while a form is on its way', () => {
    test('its button says so, and nothing more is sent', async ({ page, registered }) => {
      const { email, password } = await registered();
      const posts = postsOf(page);
      const { release } = await held(page, '**/auth/token/');
      await page.goto('/login/');
      await hydrated(page);
      await send(page, 'Sign in', { email, password });

      const pending = button(page, 'Signing in…');
      await expect(pending).toHaveAttribute('aria-disabled', 'true');
      await expect(page.getByRole('status').filter({ hasText: 'Signing in…' })).toHaveCount(1);
      await expect(pending).toBeFocused();
      await pending.click({ force: true });
      await page.keyboard.press('Enter');
      await passwordField(page).press('Enter');

      release();
      await expect(page).toHaveURL('/account/');
      expect(posts).toEqual([{ by: 'fetch', path: '/auth/token/' }]);
    });

    test('a password that was shown is hidden, so that no browser keeps it as text', async ({ page, registered }) => {
      const { email, password } = await registered();
      const { release } = await held(page, '**/auth/token/');
      await page.goto('/login/');
      await hydrated(page);
      await button(page, 'Show password').click();
      await expect(passwordField(page)).toHaveAttribute('type', 'text');
      await send(page, 'Sign in', { email, password });
      await expect(button(page, 'Signing in…')).toBeVisible();
      await expect(passwordField(page)).toHaveAttribute('type', 'password');
      release();
      await expect(page).toHaveURL('/account/');
    });
  });

  test('a double click registers once', async ({ page }) => {
    const posts = postsOf(page);
    await page.goto('/register/');
    await hydrated(page);
    await emailField(page).fill(uniqueEmail());
    await passwordField(page).fill(WRONG_PASSWORD);
    await button(page, 'Create account').dblclick();
    await expect(page).toHaveURL('/account/');
    expect(posts).toEqual([{ by: 'fetch', path: '/auth/register/' }]);
  });

  test('without a connection the form says so, keeps what was typed, and works once there is one', async ({
    page,
    context,
    registered,
  }) => {
    const { email, password } = await registered();
    await page.goto('/login/');
    await hydrated(page);
    await context.setOffline(true);
    await send(page, 'Sign in', { email, password });
    await expect(problem(page)).toContainText('You seem to be offline');
    await expect(problem(page)).toBeFocused();
    await expect(emailField(page)).toHaveValue(email);
    await expect(passwordField(page)).toHaveValue(password);
    await expectAccepted(passwordField(page));

    await context.setOffline(false);
    await button(page, 'Sign in').click();
    await expect(page).toHaveURL('/account/');
  });

  test('a user with too many attempts sees how long to wait, and when the wait is over', async ({ page }) => {
    const answer = errorAnswer(429, { code: 'throttled', body: THROTTLED, waitSeconds: 3 });
    await page.route('**/auth/**', (route) => route.fulfill(answer));
    await page.goto('/login/');
    await hydrated(page);
    await send(page, 'Sign in', PAIR);
    await expect(problem(page)).toContainText('Too many attempts');
    await expect(problem(page)).toContainText('You can try again in 3 seconds.');
    await expect(problem(page)).toContainText(/try again in [12] seconds/);
    await expect(problem(page)).toBeFocused();
    await expect(problem(page)).toContainText('You can try again now.');
    await expect(problem(page)).not.toContainText('seconds');
  });

  test('an overloaded server is told of', async ({ page }) => {
    const answer = errorAnswer(503, { code: 'unavailable', body: UNAVAILABLE, waitSeconds: 120 });
    await page.route('**/auth/**', (route) => route.fulfill(answer));
    await page.goto('/login/');
    await hydrated(page);
    await send(page, 'Sign in', PAIR);
    await expect(problem(page)).toContainText('Temporarily unavailable');
    await expect(problem(page)).toContainText('Please try again in a moment.');
    await expect(problem(page)).toBeFocused();
  });

  test('the page of a proxy in between is no result, and the form says so in its own words', async ({
    page,
    surprises,
  }) => {
    const html = '<html><h1>502 Bad Gateway</h1><hr>nginx</html>';
    await proxyAnswers(page, 502, HTML_TYPE, html);
    await page.goto('/login/');
    await hydrated(page);
    await send(page, 'Sign in', PAIR);
    await expect(problem(page)).toContainText('Temporarily unavailable');
    await expect(problem(page)).toContainText('Please try again in a moment.');
    await expect(problem(page)).not.toContainText('nginx');
    await expect(passwordField(page)).toHaveValue(WRONG_PASSWORD);
    await expectSurprise(surprises, /status of 502/);
  });

  test('the response of a proxy in between is judged by its status', async ({ page }) => {
    for (const [status, headers, sentences] of [
      [429, { 'Retry-After': '3' }, ['Too many attempts', 'You can try again in']],
      [429, {}, ['Too many attempts', 'Please try again in a moment.']],
      [503, { 'Retry-After': '120' }, ['Temporarily unavailable', 'Please try again in a moment.']],
      [413, {}, ['Something went wrong', 'Please try again in a moment.']],
      [200, {}, ['Something went wrong', 'Please try again in a moment.']],
    ] as const) {
      await page.unrouteAll();
      await proxyAnswers(page, status, { ...HTML_TYPE, ...headers }, '<html><h1>nginx</h1></html>');
      await page.goto('/login/');
      await hydrated(page);
      await send(page, 'Sign in', PAIR);
      for (const sentence of sentences) await expect(problem(page)).toContainText(sentence);
      await expect(problem(page)).not.toContainText('nginx');
    }
  });

  test('a proxy that is busy for a moment is asked once more', async ({ page }) => {
    const posts = postsOf(page);
    await proxyAnswers(page, 503, { ...HTML_TYPE, 'Retry-After': '1' }, '<html></html>');
    await page.goto('/login/');
    await hydrated(page);
    await send(page, 'Sign in', PAIR);
    await expect(problem(page)).toContainText('Temporarily unavailable');
    expect(posts).toHaveLength(2);
  });

  test('a body that is too large and a server that is not meant are told in the words of the API', async ({ page }) => {
    for (const [status, code, body] of [
      [413, 'body_too_large', TOO_LARGE],
      [421, 'misdirected', MISDIRECTED],
    ] as const) {
      await page.unrouteAll();
      await page.route('**/auth/**', (route) => route.fulfill(errorAnswer(status, { code, body })));
      await page.goto('/login/');
      await hydrated(page);
      await send(page, 'Sign in', PAIR);
      await expect(problem(page)).toContainText('Something went wrong');
      await expect(problem(page)).toContainText(body.detail);
    }
  });

  test('a user can sign in on a slow network', async ({ page, context, registered }) => {
    const { email, password } = await registered();
    const cdp = await context.newCDPSession(page);
    const bytesPerSecond = 50 * 1024;
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 400,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    });
    await page.goto('/login/', { waitUntil: 'commit' });
    await send(page, 'Sign in', { email, password });
    await expect(page).toHaveURL('/account/', { timeout: 30_000 });
    await expect(page.getByText(email)).toBeVisible({ timeout: 30_000 });
  });
});
