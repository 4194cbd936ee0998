import { NO_SUCH_PAIR } from '../api/answers';
import { uniqueEmail } from '../fixtures/accounts';
import {
  button,
  emailField,
  expectRefused,
  held,
  passwordField,
  postsOf,
  problem,
  SCRIPTS,
  send,
  WRONG_PAIR_TITLE,
  WRONG_PASSWORD,
} from './forms';
import { expect, hydrated, test } from './page-test';

/** A form is there before its script, and a person may be faster. */

test.describe('a form whose script does not come', () => {
  test.beforeEach(async ({ page }) => {
    await held(page, SCRIPTS);
  });

  test('is sent by the browser itself', async ({ page, registered }) => {
    const { email, password } = await registered();
    const posts = postsOf(page);
    await page.goto('/login/?next=/account/', { waitUntil: 'commit' });
    await send(page, 'Sign in', { email, password });
    await expect(page).toHaveURL('/account/');
    expect(posts).toEqual([{ by: 'document', path: '/auth/token/' }]);
  });

  test('never puts the password into an address', async ({ page }) => {
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    await page.goto('/login/', { waitUntil: 'commit' });
    await send(page, 'Sign in', { email: uniqueEmail(), password: WRONG_PASSWORD });
    await expectRefused(passwordField(page), [WRONG_PAIR_TITLE, NO_SUCH_PAIR.detail]);
    expect(addresses.join('\n')).toContain('/auth/token/');
    expect(addresses.join('\n')).not.toContain(WRONG_PASSWORD);
    await expect(problem(page)).toBeVisible();
  });

  test('offers nothing that needs the script', async ({ page }) => {
    await page.goto('/login/', { waitUntil: 'commit' });
    await expect(passwordField(page)).toBeVisible();
    await expect(button(page, 'Show password')).toBeHidden();
  });
});

for (const [path, name] of [
  ['/login/', 'Sign in'],
  ['/register/', 'Create account'],
] as const) {
  test(`what was typed at ${path} before the script came is kept, and sent`, async ({ page, registered }) => {
    const { email, password } =
      path === '/login/' ? await registered() : { email: uniqueEmail(), password: WRONG_PASSWORD };
    const { release } = await held(page, SCRIPTS);
    const posts = postsOf(page);
    await page.goto(path, { waitUntil: 'commit' });
    await emailField(page).fill(email);
    await passwordField(page).fill(password);
    release();
    await hydrated(page);
    await expect(emailField(page)).toHaveValue(email);
    await expect(passwordField(page)).toHaveValue(password);
    await expect(passwordField(page)).toBeFocused();
    await button(page, name).click();
    await expect(page).toHaveURL('/account/');
    expect(posts.map(({ by }) => by)).toEqual(['fetch']);
  });
}
