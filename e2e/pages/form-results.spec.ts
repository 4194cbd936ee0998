import type { Page } from 'playwright/test';
import {
  ANOTHER_PASSWORD,
  signedIn as apiSignedIn,
  askedForEmail,
  changedEmail,
  PASSWORD,
  registered,
  resetToken,
  tokenTo,
  uniqueEmail,
  verifiedOwner,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { COMMON_PASSWORD, describingLines, hydratedForm, WRONG_PASSWORD } from './forms';
import { expect, test } from './page-test';

/** An error that only the server knows of: the page, the endpoint of the form, and what is typed. */
type Refused = { page: string; action: string; fields: Record<string, string> };

/** Given a client, and the email of the account that the browser is signed in to. */
type Arrange = (client: Client, email: string) => Promise<Refused>;

const onPage =
  (page: string, action: string, fields: Record<string, string>): Arrange =>
  async () => ({ page, action, fields });

const onAccount = (action: string, fields: Record<string, string>) => onPage('/account/', action, fields);

/** The page and the endpoint of a link have the same path, but for `/auth`. */
const atLink = (path: string, fields: Record<string, string>): Refused => ({
  page: path,
  action: `/auth${path}`,
  fields,
});

const SIGNED_OUT: Record<string, Arrange> = {
  'a wrong pair': onPage('/login/', '/auth/token/', { email: uniqueEmail(), password: WRONG_PASSWORD }),
  'a form that is too large': onPage('/login/', '/auth/token/', {
    email: uniqueEmail(),
    password: 'x'.repeat(20_000),
  }),
  'too many attempts': async (client) => {
    const { email } = await registered(client);
    const wrong = { email, password: WRONG_PASSWORD };
    for (let tries = 0; tries < 10; tries += 1) await client.post('/auth/token/', wrong);
    return { page: '/login/', action: '/auth/token/', fields: wrong };
  },
  'a taken email': async (client) => {
    const { email } = await registered(client);
    return { page: '/register/', action: '/auth/register/', fields: { email, password: ANOTHER_PASSWORD } };
  },
  'a common password': onPage('/register/', '/auth/register/', { email: uniqueEmail(), password: COMMON_PASSWORD }),
  'an unknown email': onPage('/forgot-password/', '/auth/reset-password/', { email: uniqueEmail() }),
  'a reset to a common password': async (client) => {
    const { email } = await registered(client);
    return atLink(`/reset-password/${await resetToken(client, email)}/`, { password: COMMON_PASSWORD });
  },
  'a verification with a wrong password': async (client) => {
    const { email } = await registered(client);
    return atLink(`/verify-email/${await tokenTo(client, email, 'verify-email')}/`, { password: WRONG_PASSWORD });
  },
  'a confirmation with a wrong password': async (client) => {
    const token = await askedForEmail(client, await apiSignedIn(client), uniqueEmail());
    return atLink(`/change-email/${token}/`, { password: WRONG_PASSWORD });
  },
  'an undo with a common password': async (client) => {
    const { undoToken } = await changedEmail(client, await verifiedOwner(client));
    return atLink(`/undo-email-change/${undoToken}/`, { password: COMMON_PASSWORD });
  },
};

const SIGNED_IN: Record<string, Arrange> = {
  'a wrong current password': onAccount('/auth/change-password/', {
    current_password: WRONG_PASSWORD,
    password: ANOTHER_PASSWORD,
  }),
  'the password that is in use': onAccount('/auth/change-password/', {
    current_password: PASSWORD,
    password: PASSWORD,
  }),
  'a change of email with a wrong password': onAccount('/auth/change-email/', {
    email: uniqueEmail(),
    password: WRONG_PASSWORD,
  }),
  'the email that is in use': async (_client, email) => ({
    page: '/account/',
    action: '/auth/change-email/',
    fields: { email, password: PASSWORD },
  }),
  'a deletion with a wrong password': onAccount('/auth/me/delete/', { password: WRONG_PASSWORD }),
};

const formAt = (page: Page, { action }: Refused) => page.locator(`form[action="${action}"]`);

/** Fills in the form and sends it; forms of the account page are behind their headings. */
async function submit(page: Page, refused: Refused): Promise<void> {
  const form = formAt(page, refused);
  await form.evaluate((element) => element.closest('details')?.setAttribute('open', ''));
  for (const [name, value] of Object.entries(refused.fields)) await form.locator(`[name="${name}"]`).fill(value);
  await form.locator('[type="submit"]').click();
}

/** What the form says, above it and beside each of its fields; a wait goes on between two looks. */
async function told(page: Page, refused: Refused): Promise<{ above: string[]; beside: string[][] }> {
  const form = formAt(page, refused);
  const fields = Object.keys(refused.fields).map((name) => form.locator(`[name="${name}"]`));
  const above = await form.getByRole('alert').allInnerTexts();
  return {
    above: above.map((text) => text.replace(/\d+\s+seconds?/g, 'n seconds')),
    beside: await Promise.all(fields.map(describingLines)),
  };
}

test.describe('form results', { tag: '@any-database' }, () => {
  for (const [isSignedIn, cases] of [
    [false, SIGNED_OUT],
    [true, SIGNED_IN],
  ] as const) {
    for (const [error, arrange] of Object.entries(cases)) {
      test(`${error} is told in the same words with a script and without`, async ({
        page,
        context,
        browser,
        baseURL,
        posternUrl,
        signedIn,
      }) => {
        const email = isSignedIn ? (await signedIn()).email : '';
        const refused = await arrange(new Client(posternUrl), email);
        await page.goto(refused.page);
        await hydratedForm(page);
        await submit(page, refused);
        const saysSomething = async () => (await told(page, refused)).above.length > 0;
        const marksAField = async () => (await told(page, refused)).beside.flat().length > 0;
        await expect.poll(async () => (await saysSomething()) || (await marksAField())).toBe(true);

        const plain = await browser.newContext({
          ...(baseURL !== undefined && { baseURL }),
          javaScriptEnabled: false,
          storageState: await context.storageState(),
        });
        const plainPage = await plain.newPage();
        await plainPage.goto(refused.page);
        await submit(plainPage, refused);
        await expect.poll(() => told(plainPage, refused)).toEqual(await told(page, refused));
        await plain.close();
      });
    }
  }
});
