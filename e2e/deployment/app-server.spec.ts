import { PASSWORD, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { guideBlock, withReplacements } from '../fixtures/guide';
import { expect, test } from '../fixtures/test';

type Visitor = { address: string; userAgent: string };
type Answered = { status: number; body: { access?: string; detail?: string }; retryAfter?: string };
type AskPostern = (path: string, body: object, visitor: Visitor) => Promise<Answered>;

const HOST = 'login.example.com';
const PUBLIC = {
  APP_URL: `http://${HOST}`,
  ALLOW_HTTP: 'true',
  HOST: '127.0.0.1',
  SMTP_URL: 'smtp://127.0.0.1:9',
};
const ANN = { address: '203.0.113.7', userAgent: 'the browser of Ann' };
const BEN = { address: '198.51.100.23', userAgent: 'the browser of Ben' };

/** The module of docs/integration/app-server.md, as an app server on this machine has it. */
async function appServer(postern: string): Promise<AskPostern> {
  const block = await guideBlock('integration/app-server.md', 'js', '// postern.js');
  const module = withReplacements(block, [
    ['http://127.0.0.1:3000', postern],
    ["'example.com'", `'${HOST}'`],
  ]);
  const { askPostern } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  return askPostern;
}

test.describe('an app server that signs in for its visitors', { tag: '@any-database' }, () => {
  test('names each of them, who then have limits and sessions of their own', async ({ serverWith }) => {
    const { baseUrl } = await serverWith({ ...PUBLIC, TRUSTED_PROXIES: '127.0.0.1' });
    const askPostern = await appServer(baseUrl);
    const client = new Client(baseUrl);
    for (const [visitor, agent] of [
      [ANN, 'Ann'],
      [BEN, 'Ben'],
    ] as const) {
      const account = { email: uniqueEmail(), password: PASSWORD };
      expect((await askPostern('/auth/register/', account, visitor)).status).toBe(201);
      const { status, body } = await askPostern('/auth/token/', account, visitor);
      expect([agent, status]).toEqual([agent, 200]);
      const headers = { Host: HOST, Authorization: `Bearer ${body.access}` };
      const sessions = (await client.get('/auth/sessions/', headers)).json<{ address: string }[]>();
      expect(sessions.map(({ address }) => address)).toContain(visitor.address);
    }
    expect(await statusAfterManyRequests(askPostern, ANN)).toBe(429);
    expect((await askReset(askPostern, BEN)).status).toBe(404);
    const { status, retryAfter } = await askReset(askPostern, ANN);
    expect([status, Number(retryAfter) > 0]).toEqual([429, true]);
  });

  test('shares one address with all of them where it is not listed', async ({ serverWith }) => {
    const { baseUrl } = await serverWith({ ...PUBLIC, TRUSTED_PROXIES: 'none' });
    const askPostern = await appServer(baseUrl);
    expect(await statusAfterManyRequests(askPostern, ANN)).toBe(429);
    expect((await askReset(askPostern, BEN)).status).toBe(429);
  });
});

/** An unknown email: one address may ask for 30 of them in an hour. */
const askReset = (askPostern: AskPostern, visitor: Visitor) =>
  askPostern('/auth/reset-password/', { email: uniqueEmail() }, visitor);

async function statusAfterManyRequests(askPostern: AskPostern, visitor: Visitor): Promise<number> {
  for (let asked = 0; asked < 30; asked += 1) expect((await askReset(askPostern, visitor)).status).toBe(404);
  return (await askReset(askPostern, visitor)).status;
}
