import { mailbox, resetLink, signedIn } from '../fixtures/accounts';
import { Client, HTML } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

const SETTINGS = { ALSO_ANSWERS: 'postern:3000,10.0.2.2:3000' };
const NAMES = ['postern:3000', 'POSTERN:3000', '10.0.2.2:3000'];

test.describe('ALSO_ANSWERS', { tag: '@any-database' }, () => {
  test('adds names under which a container or an emulator reaches the server, and no others', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const statuses = async (Host: string) => {
      const answers = [await client.get('/auth/me/', { Host }), await client.get('/login/', { Host, Accept: HTML })];
      return answers.map(({ status }) => status);
    };
    for (const Host of NAMES) expect(await statuses(Host), Host).toEqual([401, 200]);
    for (const Host of ['postern', 'postern:3001', 'a.postern:3000', '10.0.2.3:3000', 'evil.example']) {
      expect(await statuses(Host), Host).toEqual([421, 421]);
    }
  });

  test('leaves issuers and links as they are', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const { email, password } = await signedIn(client);
    const Host = 'postern:3000';
    const { access } = (await client.post('/auth/token/', { email, password }, { Host })).json<{ access: string }>();
    const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.iss).toBe(client.appUrl);
    expect((await client.get('/auth/me/', { Host, Authorization: `Bearer ${access}` })).status).toBe(200);
    expect((await client.post('/auth/reset-password/', { email }, { Host })).status).toBe(200);
    expect(new URL(await resetLink(client, email)).origin).toBe(client.appUrl);
  });

  test('opens the mailbox under no other name, and does not close it', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const { email } = await signedIn(client);
    for (const Host of NAMES) {
      const page = { Host, Origin: 'http://postern:3000', Referer: 'http://10.0.2.2:3000/login/' };
      expect((await client.get('/mailbox/', page)).status).toBe(404);
      expect((await client.get('/mailbox/messages/', page)).status).toBe(404);
      expect((await client.get('/login/', page)).status).toBe(200);
    }
    expect(await mailbox(client, email)).toHaveLength(1);
  });

  test('lets no form of a page under another name be sent', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const headers = { Host: 'postern:3000', Origin: 'http://postern:3000', 'Sec-Fetch-Site': 'same-origin' };
    const answer = await client.form('/auth/token/', { email: 'a@example.com', password: 'x' }, headers);
    expect([answer.status, answer.setCookies]).toEqual([403, []]);
  });
});
