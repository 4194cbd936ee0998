import type { Locator, Page } from 'playwright/test';
import { FORM_RESULT_TYPE } from '../fixtures/client';
import { expect } from './page-test';

/** The forms as a person finds them: fields by their label, the button by its word. */
export const emailField = (page: Page): Locator => page.getByLabel('Email');
export const passwordField = (page: Page): Locator => page.getByRole('textbox', { name: /^(New p|P)assword$/ });
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
export const problem = (page: Page): Locator => page.getByRole('main').getByRole('alert');

export const WRONG_PAIR = 'Incorrect email or password.';
export const DEAD_LINK_TITLE = 'This link is invalid or has expired';

/** No account's, and no word of any page. */
export const WRONG_PASSWORD = 'an-ocelot-in-the-attic';
export const SHORT_PASSWORD = 'kq7-wzp';
export const COMMON_PASSWORD = 'sunshine1';

/** Fills the fields that are given and sends the form. */
export async function send(page: Page, name: string, fields: { email?: string; password?: string }): Promise<void> {
  if (fields.email !== undefined) await emailField(page).fill(fields.email);
  if (fields.password !== undefined) await passwordField(page).fill(fields.password);
  await button(page, name).click();
}

/** A field is marked as wrong, and exactly these sentences are read out with it, beside its hint. */
export async function expectRefused(field: Locator, sentences: readonly string[]): Promise<void> {
  await expect.poll(() => describingLines(field)).toEqual(sentences);
  await expect(field).toHaveAttribute('aria-invalid', 'true');
}

export async function expectAccepted(field: Locator): Promise<void> {
  await expect.poll(() => describingLines(field)).toEqual([]);
  await expect(field).toHaveAttribute('aria-invalid', 'false');
}

/** Neither the address nor the page's source holds the password, and its field is empty. */
export async function expectForgotten(page: Page, password: string): Promise<void> {
  await expect(passwordField(page)).toHaveValue('');
  expect(await page.content()).not.toContain(password);
  expect(decodeURIComponent(page.url())).not.toContain(password);
}

/** Each line of the elements that `aria-describedby` names, the hint's own left out. */
export const describingLines = (field: Locator): Promise<string[]> =>
  field.evaluate((input) =>
    (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .filter((id) => id !== '' && !id.endsWith('-hint'))
      .flatMap((id) => [...document.querySelectorAll(`#${id} p`)].map((line) => line.textContent ?? '')),
  );

/** How the server answers the script of a form. */
export const errorAnswer = (status: number, error: { code: string; body: object; waitSeconds?: number }) => ({
  status,
  contentType: FORM_RESULT_TYPE,
  body: JSON.stringify({ kind: 'error', form: 'login', ...error }),
});

/** The scripts of a page's forms are at work: React has the handlers of each. */
export async function hydratedForm(page: Page): Promise<void> {
  const areHandled = (forms: Element[]) =>
    forms.length > 0 && forms.every((form) => Object.keys(form).some((key) => key.startsWith('__reactProps')));
  await expect.poll(() => page.locator('form').evaluateAll(areHandled)).toBe(true);
}

/** The forms' requests from here on, as their scripts or the browser itself send them. */
export function postsOf(page: Page): { by: string; path: string }[] {
  const posts: { by: string; path: string }[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'POST') return;
    posts.push({ by: request.resourceType(), path: new URL(request.url()).pathname });
  });
  return posts;
}

/** Holds every request for such a URL until `release()`. */
export async function held(page: Page, url: string | RegExp): Promise<{ release: () => void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    await released;
    await route.fallback();
  });
  return { release };
}

export const SCRIPTS = /\/postern\/_next\/static\/.*\.js/;
