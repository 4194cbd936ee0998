import type { Page } from 'playwright/test';
import { uniqueEmail } from '../fixtures/accounts';
import {
  button,
  emailField,
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

const JSON_TYPE = { 'Content-Type': 'application/json' };

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
    const detail = 'Request was throttled. Expected available in 3 seconds.';
    await proxyAnswers(page, 429, { ...JSON_TYPE, 'Retry-After': '3' }, JSON.stringify({ detail }));
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
    const detail = 'Service temporarily unavailable, try again later.';
    await proxyAnswers(page, 503, { ...JSON_TYPE, 'Retry-After': '120' }, JSON.stringify({ detail }));
    await page.goto('/login/');
    await hydrated(page);
    await send(page, 'Sign in', PAIR);
    await expect(problem(page)).toContainText('Temporarily unavailable');
    await expect(problem(page)).toContainText('Please try again in a moment.');
    await expect(problem(page)).toBeFocused();
  });

  test('a page of a proxy in between is no answer, and the form says so in its own words', async ({
    page,
    surprises,
  }) => {
    const html = '<html><h1>502 Bad Gateway</h1><hr>nginx</html>';
    await proxyAnswers(page, 502, { 'Content-Type': 'text/html' }, html);
    await page.goto('/login/');
    await hydrated(page);
    await send(page, 'Sign in', PAIR);
    await expect(problem(page)).toContainText('Temporarily unavailable');
    await expect(problem(page)).toContainText('Please try again in a moment.');
    await expect(problem(page)).not.toContainText('nginx');
    await expect(passwordField(page)).toHaveValue(WRONG_PASSWORD);
    await expectSurprise(surprises, /status of 502/);
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
