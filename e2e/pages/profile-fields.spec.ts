import type { Page } from 'playwright/test';
import { PASSWORD, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { PROFILE_SETTINGS } from '../fixtures/user-fields';
import { noticed } from './account-forms';
import { findings } from './axe-findings';
import {
  button,
  emailField,
  expectAccepted,
  expectRefused,
  hydratedForm,
  passwordField,
  SHORT_PASSWORD,
} from './forms';
import { appUrlOf, expect, test as pageTest } from './page-test';

const test = pageTest.extend({
  posternUrl: async ({ sharedServerWith }, use) => use(appUrlOf((await sharedServerWith(PROFILE_SETTINGS)).baseUrl)),
});

const PHONE = { width: 360, height: 740 };

const TOO_MANY_SEATS = 'Ensure this value is less than or equal to 9.';
const BLANK = 'This field may not be blank.';

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

const me = async (page: Page) => (await page.request.get('/auth/me/')).json();

/** A new user, whose browser this is. */
async function register(page: Page, posternUrl: string): Promise<void> {
  const account = { email: uniqueEmail(), password: PASSWORD };
  await new Client(posternUrl).post('/auth/register/', { ...account, name: 'Ann', plan: 'team', newsletter: true });
  const headers = { Accept: 'application/json', 'Sec-Fetch-Site': 'same-origin' };
  expect((await page.request.post('/auth/token/', { form: account, headers })).ok()).toBe(true);
}

async function open(page: Page, path: string, hasScript: boolean): Promise<void> {
  await page.goto(path);
  await expect(field(page, 'Name')).toBeVisible();
  if (hasScript) await hydratedForm(page);
}

test.describe('profile fields on pages', { tag: '@any-database' }, () => {
  test.use({ viewport: PHONE });

  for (const hasScript of [true, false]) {
    test.describe(hasScript ? 'with JavaScript' : 'without JavaScript', () => {
      test.use({ javaScriptEnabled: hasScript });

      test('are asked at a registration, each with the control of its type', async ({ page }) => {
        await open(page, '/register/', hasScript);
        await expect(field(page, 'Name')).toHaveAttribute('type', 'text');
        await expect(field(page, 'Name')).toHaveAttribute('autocomplete', 'name');
        await expect(field(page, 'Name')).toHaveAttribute('required', '');
        await expect(field(page, 'Seats')).toHaveAttribute('type', 'number');
        await expect(field(page, 'Seats')).not.toHaveAttribute('required');
        await expect(field(page, 'Born on')).toHaveAttribute('type', 'date');
        await expect(field(page, 'Plan')).toHaveValue('free');
        await expect(field(page, 'Plan').locator('option')).toHaveText(['–', 'Free', 'Team']);
        await expect(field(page, 'Send me news')).not.toBeChecked();
        await expect(page.getByLabel('Tier')).toHaveCount(0);
        await expect(page.getByLabel('About you')).toHaveCount(0);
      });

      test('are kept when the form is refused, with each error beside its field, and registered then', async ({
        page,
      }) => {
        const email = uniqueEmail();
        await open(page, '/register/', hasScript);
        await emailField(page).fill(email);
        await passwordField(page).fill(PASSWORD);
        await field(page, 'Seats').fill('12');
        await field(page, 'Country code').fill('nz');
        await field(page, 'Born on').fill('2000-02-29');
        await field(page, 'Plan').selectOption('Team');
        await field(page, 'Send me news').check();
        await button(page, 'Create account').click();

        await expectRefused(field(page, 'Name'), [BLANK]);
        await expectRefused(field(page, 'Seats'), [TOO_MANY_SEATS]);
        await expectRefused(field(page, 'Country code'), ['This value does not match the required pattern.']);
        await expectAccepted(field(page, 'Plan'));
        await expect(field(page, 'Name')).toBeFocused();
        await expect(emailField(page)).toHaveValue(email);
        await expect(field(page, 'Seats')).toHaveValue('12');
        await expect(field(page, 'Country code')).toHaveValue('nz');
        await expect(field(page, 'Born on')).toHaveValue('2000-02-29');
        await expect(field(page, 'Plan')).toHaveValue('team');
        await expect(field(page, 'Send me news')).toBeChecked();

        await field(page, 'Name').fill('Ann');
        await field(page, 'Seats').fill('');
        await field(page, 'Country code').fill('NZ');
        await passwordField(page).fill(PASSWORD);
        await button(page, 'Create account').click();
        await expect(page).toHaveURL(/\/account\/$/);
        expect(await me(page)).toMatchObject({
          ...{ email, name: 'Ann', seats: null, country: 'NZ', born: '2000-02-29', plan: 'team', newsletter: true },
          tier: 'basic',
        });
      });

      test('that were typed survive a password that is too short', async ({ page }) => {
        await open(page, '/register/', hasScript);
        await emailField(page).fill(uniqueEmail());
        await field(page, 'Name').fill('Ann');
        await passwordField(page).fill(SHORT_PASSWORD);
        await button(page, 'Create account').click();
        await expect(passwordField(page)).toHaveAttribute('aria-invalid', 'true');
        await expect(field(page, 'Name')).toHaveValue('Ann');
        expect(await page.content()).not.toContain(`"${SHORT_PASSWORD}"`);
      });

      test('are shown and changed on the account page', async ({ page, posternUrl }) => {
        await register(page, posternUrl);
        await open(page, '/account/', hasScript);
        await expect(page.getByRole('heading', { name: 'Your details' })).toBeVisible();
        await expect(page.locator('dl')).toContainText('TierBasic');
        await expect(field(page, 'Name')).toHaveValue('Ann');
        await expect(field(page, 'Plan')).toHaveValue('team');
        await expect(field(page, 'Send me news')).toBeChecked();

        await field(page, 'Seats').fill('12');
        await field(page, 'About you').fill('A life.');
        await field(page, 'Send me news').uncheck();
        await button(page, 'Save').click();
        await expectRefused(field(page, 'Seats'), [TOO_MANY_SEATS]);
        await expect(field(page, 'Seats')).toBeFocused();
        await expect(field(page, 'About you')).toHaveValue('A life.');
        await expect(field(page, 'Send me news')).not.toBeChecked();
        expect(await me(page)).toMatchObject({ seats: null, biography: null, newsletter: true });

        await field(page, 'Seats').fill('9');
        await button(page, 'Save').click();
        await noticed(page, 'Your details were saved.');
        await expect(field(page, 'Seats')).toHaveValue('9');
        await expect(page.getByText('Profile changed')).toBeVisible();
        expect(await me(page)).toMatchObject({ seats: 9, biography: 'A life.', newsletter: false, plan: 'team' });
      });
    });
  }

  test('are reached and used by keyboard', async ({ page }) => {
    const email = uniqueEmail();
    await open(page, '/register/', true);
    await emailField(page).focus();
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Tab'); // to the button that shows the password
    await page.keyboard.press('Tab');
    await expect(field(page, 'Name')).toBeFocused();
    await page.keyboard.type('Ann');
    await page.keyboard.press('Tab');
    await expect(field(page, 'Plan')).toBeFocused();
    await page.keyboard.type('Team');
    await page.keyboard.press('Tab');
    await expect(field(page, 'Send me news')).toBeFocused();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/account\/$/);
    expect(await me(page)).toMatchObject({ email, name: 'Ann', plan: 'team', newsletter: true, seats: 3 });
  });

  test('have nothing that axe finds, light and dark, also with errors', async ({ page, posternUrl }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, '/register/', true);
    await emailField(page).fill(uniqueEmail());
    await passwordField(page).fill(PASSWORD);
    await field(page, 'Seats').fill('12');
    expect(await findings(page)).toEqual([]);
    await button(page, 'Create account').click();
    await expectRefused(field(page, 'Name'), [BLANK]);
    expect(await findings(page)).toEqual([]);
    await register(page, posternUrl);
    await open(page, '/account/', true);
    expect(await findings(page)).toEqual([]);
  });

  test('fit a phone, also with twice the text', async ({ page }) => {
    await open(page, '/register/', true);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBeLessThanOrEqual(PHONE.width);
    await page.evaluate(async () => {
      const sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [await sheet.replace('html { font-size: 200% }')];
    });
    expect(await width()).toBeLessThanOrEqual(PHONE.width);
  });
});
