import {
  ANOTHER_PASSWORD,
  arrivedMail,
  bearer,
  PASSWORD,
  registered,
  signedIn,
  uniqueEmail,
  verifiedOwner,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { failedStart } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

const SETTINGS = {
  RESET_URL: 'https://app.example.com/reset?token={token}&lang=en',
  CHANGE_EMAIL_URL: 'https://app.example.com/#/change/{token}',
  CORS_ORIGINS: 'https://app.example.com',
};
const FROM_APP = { Origin: 'https://app.example.com', 'Sec-Fetch-Site': 'cross-site' };

test.describe('templates of links', { tag: '@any-database' }, () => {
  test('make mails lead to another screen, which redeems the token', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const account = await registered(client);
    await client.post('/auth/reset-password/', { email: account.email }, FROM_APP);
    const { links, html, text } = await arrivedMail(client, account.email, ({ subject }) => /^Reset/.test(subject));
    const [, token = ''] = /^https:\/\/app\.example\.com\/reset\?token=([\w-]{43})&lang=en$/.exec(links[0] ?? '') ?? [];
    expect(links).toHaveLength(1);
    expect(text.split('\n')).toContain(links[0]);
    expect(html).toContain(`href="${links[0]?.replace('&', '&amp;')}"`);
    const body = { password: ANOTHER_PASSWORD };
    const answer = await client.post(`/auth/reset-password/${token}/`, body, FROM_APP);
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, FROM_APP.Origin]);
    await signedIn(client, { ...account, password: ANOTHER_PASSWORD });
  });

  test('hold for each link by itself, and not for the link that undoes a change', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const owner = await verifiedOwner(client);
    const email = uniqueEmail();
    await client.post('/auth/change-email/', { email, password: PASSWORD }, bearer(owner));
    const { links } = await arrivedMail(client, email, () => true);
    const [, token = ''] = /^https:\/\/app\.example\.com\/#\/change\/([\w-]{43})$/.exec(links[0] ?? '') ?? [];
    expect((await client.post(`/auth/change-email/${token}/`, { password: PASSWORD })).status).toBe(200);
    const undo = await arrivedMail(client, owner.email, ({ subject }) => /was changed$/.test(subject));
    expect(undo.links[0]).toMatch(/^http:\/\/localhost:\d+\/undo-email-change\/[\w-]{43}\/$/);
  });

  test('that could run a script or lose the token prevent the start, with one line', async ({ database }) => {
    const settings = await freshDatabase(database);
    const { code, output } = await failedStart({ ...settings, RESET_URL: 'javascript:alert("{token}")' });
    expect(code).toBe(1);
    expect(output).toMatch(/RESET_URL must use https/);
    expect(output.trim().split('\n')).toHaveLength(1);
  });
});
