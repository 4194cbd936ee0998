import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Account,
  bearer,
  PASSWORD,
  registered,
  signedIn,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
} from '../fixtures/accounts';
import { type Answer, Client } from '../fixtures/client';
import { expect, scaled, test, UNAVAILABLE } from './fault-test';

const AT_ONCE = scaled(100, 1000);
/** More than the queue takes, which is 21 for each core, however quick the cores are. */
const FLOOD_CLIENTS = 32 * availableParallelism();
/** Each signs in fewer times than it may in an hour. */
const ACCOUNTS = scaled(2, 20);

const statuses = (answers: Answer[]) => [...new Set(answers.map(({ status }) => status))].sort();

test.describe('overload', { tag: ['@any-database', '@slow'] }, () => {
  test('of many sign-ins at once some are served and the rest are told to come back, and nothing counts against the account', async ({
    serverWith,
    measurement,
  }) => {
    const server = await serverWith({ BCRYPT_COST: '12' });
    const client = new Client(server.baseUrl);
    const account = await signedIn(client);
    const accounts = [account];
    while (accounts.length < ACCOUNTS) accounts.push(await signedIn(new Client(server.baseUrl)));
    const flood = Array.from({ length: AT_ONCE }, (_, at) =>
      new Client(server.baseUrl).post('/auth/token/', accounts[at % ACCOUNTS]),
    );
    const beside: Answer[] = [];
    let isOver = false;
    const besides = (async () => {
      while (!isOver) {
        beside.push(
          await client.get('/auth/me/', bearer(account)),
          await client.post('/auth/token/refresh/', { refresh: account.refresh }),
          await client.get('/health/ready/'),
          await client.get('/login/'),
        );
        await sleep(20);
      }
    })();
    const answers = await Promise.all(flood);
    isOver = true;
    await besides;

    const refused = answers.filter(({ status }) => status === 503);
    measurement(
      `${answers.length - refused.length} of ${AT_ONCE} served, ${refused.length} refused; ${beside.length} others served`,
    );
    expect(statuses(answers)).toEqual([200, 503]);
    for (const answer of refused) {
      expect([answer.json(), Number(answer.headers['retry-after'])]).toEqual([UNAVAILABLE, expect.any(Number)]);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(statuses(beside)).toEqual([200]);
    // Not a line each: the first at once, the others as a number a minute later.
    const told = server.logs().match(/"event":"requests_shed","count":\d+/g) ?? [];
    expect(told[0]).toBe('"event":"requests_shed","count":1');
    expect(told.length).toBeLessThan(5);
    // A hundred failures would keep its owner waiting for days.
    await signedIn(new Client(server.baseUrl), account);
    expect(await server.stop()).toBe(0);
  });

  test('fifteen people for each core who sign in at the same moment all get in', async ({ serverWith }) => {
    const server = await serverWith({});
    const people: { client: Client; account: Account }[] = [];
    while (people.length < 15 * availableParallelism()) {
      const client = new Client(server.baseUrl);
      people.push({ client, account: await registered(client) });
    }
    const answers = await Promise.all(people.map(({ client, account }) => client.post('/auth/token/', account)));
    expect(statuses(answers)).toEqual([200]);
  });

  test('many sign-ins from one address do not keep other clients from signing in', async ({
    serverWith,
    measurement,
  }) => {
    const server = await serverWith();
    // It has an address of its own; the many sign-ins come from 127.0.0.1.
    const legitimate = new Client(server.baseUrl);
    const account = await registered(legitimate);
    const victim = await registered(legitimate);
    const body = JSON.stringify({ email: victim.email, password: victim.password });
    const floodStatuses: number[] = [];
    let isOver = false;
    const flood = Array.from({ length: FLOOD_CLIENTS }, async () => {
      while (!isOver) {
        const headers = { 'Content-Type': 'application/json' };
        const answer = await fetch(`${server.baseUrl}/auth/token/`, { method: 'POST', headers, body });
        await answer.arrayBuffer();
        floodStatuses.push(answer.status);
        await sleep(100);
      }
    });
    const answers: Answer[] = [];
    for (let tries = 0; tries < scaled(5, 50); tries += 1) {
      await sleep(300);
      answers.push(await legitimate.post('/auth/token/', account));
    }
    isOver = true;
    await Promise.all(flood);
    const refused = floodStatuses.filter((status) => status === 503).length;
    measurement(
      `${answers.length} legitimate sign-ins served; ${refused} of ${floodStatuses.length} of the flood refused`,
    );
    expect(refused).toBeGreaterThan(0);
    expect(statuses(answers)).toEqual([200]);
    expect(await server.stop()).toBe(0);
  });

  test('a request that the full line would not take is refused before anything else, its address’s limit included', async ({
    serverWith,
  }) => {
    // A second or more each: two or three of them wait at most.
    const server = await serverWith({ BCRYPT_COST: '15' });
    const client = new Client(server.baseUrl);
    const redeem = () => client.post(`/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`, { password: PASSWORD });
    const signIn = () => client.post('/auth/token/', { email: uniqueEmail(), password: PASSWORD });
    for (let tries = 0; tries < 60; tries += 1) expect((await redeem()).status).toBe(400);
    expect((await redeem()).status).toBe(429);
    expect((await signIn()).status).toBe(401);

    const flood = Array.from({ length: 24 }, signIn);
    await Promise.any(flood.map(async (answer) => expect((await answer).status).toBe(503)));
    const refused = await redeem();
    expect([refused.status, refused.json(), refused.headers['retry-after']]).toEqual([503, UNAVAILABLE, '2']);
    expect(statuses(await Promise.all(flood))).toEqual([401, 503]);
    expect((await redeem()).status).toBe(429);
  });

  test('what is rejected before Next gets the bytes and headers of the endpoint', async ({ serverWith }) => {
    const server = await serverWith({ BCRYPT_COST: '15', CORS_ORIGINS: 'https://app.example' });
    const client = new Client(server.baseUrl);
    const signIn = () => client.post('/auth/token/', { email: uniqueEmail(), password: PASSWORD });
    expect((await signIn()).status).toBe(401);
    const storm = Array.from({ length: 24 }, signIn);
    await Promise.any(storm.map(async (answer) => expect((await answer).status).toBe(503)));
    /** The quoted charset is left to the endpoint. */
    const send = async (path: string, type: string, origin: string) => {
      const lines = [`POST ${path} HTTP/1.1`, `Host: ${new URL(server.baseUrl).host}`, `Content-Type: ${type}`];
      const body = '{"email":"ada@example.com","password":"not the password"}';
      const more = ['X-Request-Id: the-same-request', `Content-Length: ${body.length}`, `Connection: close`];
      const text = await client.raw(`${[...lines, ...more, origin].filter(Boolean).join('\r\n')}\r\n\r\n${body}`);
      return text.replace(/^Date: .*$/m, 'Date: now');
    };
    for (const path of ['/auth/token/', '/auth/token', '/auth/register/?next=/']) {
      for (const origin of ['', 'Origin: https://app.example', 'Origin: http://localhost:5173']) {
        const shed = await send(path, 'application/json', origin);
        expect(shed).toMatch(/^HTTP\/1\.1 503 /);
        expect(shed).toBe(await send(path, 'application/json; charset="utf-8"', origin));
      }
    }
    expect(statuses(await Promise.all(storm))).toEqual([401, 503]);
  });
});
