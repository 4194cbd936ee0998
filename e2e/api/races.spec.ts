import {
  ANOTHER_PASSWORD,
  askedForEmail,
  bearer,
  changedEmail,
  mailbox,
  PASSWORD,
  registered,
  resetToken,
  signedIn,
  type Tokens,
  tokenIn,
  tokenTo,
  uniqueEmail,
  verifiedOwner,
} from '../fixtures/accounts';
import type { Client } from '../fixtures/client';
import {
  ACCOUNT_DELETED,
  CHANGE_UNDONE,
  DEAD_LINK,
  DEAD_RESET_TOKEN,
  EMAIL_CHANGED,
  EMAIL_TAKEN,
  EMAIL_VERIFIED,
  expectJson,
  NO_SUCH_PAIR,
  PASSWORD_RESET,
  refusedToken,
  SESSION_ENDED,
} from './answers';
import { expect, test } from './api-test';
import { claimsOf } from './jwt';

const times = <Result>(count: number, act: (at: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, at) => act(at)));

test('of 50 registrations of one email at once one wins and 49 find it taken', { tag: '@slow' }, async ({ client }) => {
  test.setTimeout(60_000);
  const email = uniqueEmail();
  const answers = await times(50, () => client.post('/auth/register/', { email, password: PASSWORD }));
  const won = answers.filter(({ status }) => status === 201);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 49 }, () => 400)]);
  for (const answer of answers.filter(({ status }) => status === 400)) expectJson(answer, 400, EMAIL_TAKEN);
  const { id = '' } = won[0]?.json<{ id: string }>() ?? {};
  const { access } = await signedIn(client, { email, password: PASSWORD, id });
  const me = await client.get('/auth/me/', { Authorization: `Bearer ${access}` });
  expect(me.json()).toMatchObject({ id, email });
});

test('of 20 uses of one reset link at once one wins and 19 find it dead', { tag: '@slow' }, async ({ client }) => {
  test.setTimeout(60_000);
  const { email } = await registered(client);
  const path = `/auth/reset-password/${await resetToken(client, email)}/`;
  const passwords = Array.from({ length: 20 }, (_, at) => `${ANOTHER_PASSWORD} ${at}`);
  const answers = await times(20, (at) => client.post(path, { password: passwords[at] }));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
  for (const answer of answers) {
    expectJson(answer, answer.status, answer.status === 200 ? PASSWORD_RESET : DEAD_RESET_TOKEN);
  }
  const winner = passwords[answers.findIndex(({ status }) => status === 200)] ?? '';
  await signedIn(client, { email, password: winner, id: '' });
});

test('refreshing while the session is ended ends in refusals, never in a live token', { tag: '@slow' }, async ({
  client,
}) => {
  const { refresh } = await signedIn(client);
  const [ended, ...refreshed] = await Promise.all([
    client.post('/auth/token/blacklist/', { refresh }),
    ...Array.from({ length: 10 }, () => client.post('/auth/token/refresh/', { refresh })),
  ]);
  expectJson(ended, 200, {});
  for (const answer of refreshed) {
    expect([200, 401]).toContain(answer.status);
    if (answer.status === 401) expectJson(answer, 401, refusedToken('Token is blacklisted'));
    if (answer.status !== 200) continue;
    const Authorization = `Bearer ${answer.json<{ access: string }>().access}`;
    expect((await client.get('/auth/me/', { Authorization })).status).toBe(401);
  }
  expectJson(await client.post('/auth/token/refresh/', { refresh }), 401, refusedToken('Token is blacklisted'));
});

const me = (client: Client, { access }: { access: string }) => client.get('/auth/me/', bearer({ access }));
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();

/** Both at once; which one arrives first differs from round to round. */
const both = <One, Other>(round: number, one: () => Promise<One>, other: () => Promise<Other>) =>
  round % 2 === 0
    ? Promise.all([one(), other()])
    : (async () => {
        const second = other();
        const first = one();
        return [await first, await second] as [One, Other];
      })();

test('of two changes of a password at once one wins, and its password and session alone are good', {
  tag: '@slow',
}, async ({ client }) => {
  for (let round = 0; round < 4; round += 1) {
    const owner = await signedIn(client);
    const other = await signedIn(client, owner);
    const passwords = [`${ANOTHER_PASSWORD} one`, `${ANOTHER_PASSWORD} two`];
    const change = (by: Tokens, password = '') =>
      client.post('/auth/change-password/', { current_password: PASSWORD, password }, bearer(by));
    const answers = await both(
      round,
      () => change(owner, passwords[0]),
      () => change(other, passwords[1]),
    );
    const [won, ...others] = answers.filter(({ status }) => status === 200);
    expect(others).toEqual([]);
    const loser = answers.find(({ status }) => status !== 200);
    expect([400, 401]).toContain(loser?.status);
    const winner = answers.findIndex(({ status }) => status === 200);
    const signIns = await Promise.all(
      [PASSWORD, ...passwords].map((password) => client.post('/auth/token/', { email: owner.email, password })),
    );
    expect(signIns.map(({ status }) => status)).toEqual([
      401,
      ...passwords.map((_, at) => (at === winner ? 200 : 401)),
    ]);
    expect((await me(client, won?.json<Tokens>() ?? { access: '' })).status).toBe(200);
    expect((await me(client, winner === 0 ? other : owner)).status).toBe(401);
  }
});

test('of two changes of a password at once in one session one wins', { tag: '@slow' }, async ({ client }) => {
  const owner = await signedIn(client);
  const passwords = [`${ANOTHER_PASSWORD} one`, `${ANOTHER_PASSWORD} two`];
  const answers = await Promise.all(
    passwords.map((password) =>
      client.post('/auth/change-password/', { current_password: PASSWORD, password }, bearer(owner)),
    ),
  );
  expect(statuses(answers)).toEqual([200, 400]);
  const winner = answers.findIndex(({ status }) => status === 200);
  const { refresh } = answers[winner]?.json<Tokens>() ?? { refresh: '' };
  expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(200);
  await signedIn(client, { ...owner, password: passwords[winner] ?? '' });
});

test('of 20 uses of one link to verify at once one wins and 19 find it dead', { tag: '@slow' }, async ({ client }) => {
  const owner = await signedIn(client);
  const path = `/auth/verify-email/${await tokenTo(client, owner.email, 'verify-email')}/`;
  const answers = await times(20, () => client.post(path, {}, bearer(owner)));
  expect(statuses(answers)).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
  for (const answer of answers) expectJson(answer, answer.status, answer.status === 200 ? EMAIL_VERIFIED : DEAD_LINK);
});

test('of 20 uses of one link to change the email at once one wins, and the former owner is told once', {
  tag: '@slow',
}, async ({ client }) => {
  const owner = await verifiedOwner(client);
  const path = `/auth/change-email/${await askedForEmail(client, owner, uniqueEmail())}/`;
  const answers = await times(20, () => client.post(path, {}, bearer(owner)));
  expect(statuses(answers)).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
  for (const answer of answers) expectJson(answer, answer.status, answer.status === 200 ? EMAIL_CHANGED : DEAD_LINK);
  const told = (await mailbox(client, owner.email)).filter(({ subject }) => subject.includes('email was changed'));
  expect(told).toHaveLength(1);
});

test('of two accounts that change to one email at once one wins, and the other keeps its own', {
  tag: '@slow',
}, async ({ client }) => {
  for (let round = 0; round < 5; round += 1) {
    const email = uniqueEmail();
    const owners = [await signedIn(client), await signedIn(client)] as const;
    const tokens: string[] = [];
    for (const owner of owners) tokens.push(await askedForEmail(client, owner, email));
    expect(new Set(tokens).size).toBe(2);
    const confirm = (at: 0 | 1) => client.post(`/auth/change-email/${tokens[at]}/`, {}, bearer(owners[at]));
    const answers = await both(
      round,
      () => confirm(0),
      () => confirm(1),
    );
    expect(statuses([...answers])).toEqual([200, 400]);
    for (const [at, answer] of answers.entries()) {
      expectJson(answer, answer.status, answer.status === 200 ? EMAIL_CHANGED : EMAIL_TAKEN);
      const own = answer.status === 200 ? email : owners[at]?.email;
      expect((await me(client, owners[at] ?? { access: '' })).json()).toMatchObject({ email: own });
    }
  }
});

test('an email that is registered while a change to it is confirmed belongs to one of the two', {
  tag: '@slow',
}, async ({ client }) => {
  for (let round = 0; round < 5; round += 1) {
    const owner = await signedIn(client);
    const email = uniqueEmail();
    const token = await askedForEmail(client, owner, email);
    const [confirmed, made] = await both(
      round,
      () => client.post(`/auth/change-email/${token}/`, {}, bearer(owner)),
      () => client.post('/auth/register/', { email, password: ANOTHER_PASSWORD }),
    );
    expect([
      [200, 400],
      [400, 201],
    ]).toContainEqual([confirmed.status, made.status]);
    expectJson(
      ...(confirmed.status === 200 ? ([made, 400, EMAIL_TAKEN] as const) : ([confirmed, 400, EMAIL_TAKEN] as const)),
    );
    const password = confirmed.status === 200 ? PASSWORD : ANOTHER_PASSWORD;
    const holder = await signedIn(client, { id: '', email, password });
    expect((await me(client, holder)).json()).toMatchObject({ email });
  }
});

test('a former email that is registered while it is left is not to be had', { tag: '@slow' }, async ({ client }) => {
  for (let round = 0; round < 5; round += 1) {
    const owner = await verifiedOwner(client);
    const token = await askedForEmail(client, owner, uniqueEmail());
    const [confirmed, ...made] = await Promise.all([
      client.post(`/auth/change-email/${token}/`, {}, bearer(owner)),
      ...Array.from({ length: 4 }, () =>
        client.post('/auth/register/', { email: owner.email, password: ANOTHER_PASSWORD }),
      ),
    ]);
    expectJson(confirmed, 200, EMAIL_CHANGED);
    for (const answer of made) expectJson(answer, 400, EMAIL_TAKEN);
    const undo = `/auth/undo-email-change/${await tokenTo(client, owner.email, 'undo-email-change')}/`;
    expectJson(await client.post(undo, { password: ANOTHER_PASSWORD }), 200, CHANGE_UNDONE);
  }
});

test('of 10 uses of one link to undo at once one wins', { tag: '@slow' }, async ({ client }) => {
  const owner = await verifiedOwner(client);
  const { undoToken } = await changedEmail(client, owner);
  const passwords = Array.from({ length: 10 }, (_, at) => `${ANOTHER_PASSWORD} ${at}`);
  const answers = await times(10, (at) =>
    client.post(`/auth/undo-email-change/${undoToken}/`, { password: passwords[at] }),
  );
  expect(statuses(answers)).toEqual([200, ...Array.from({ length: 9 }, () => 400)]);
  const password = passwords[answers.findIndex(({ status }) => status === 200)] ?? '';
  await signedIn(client, { ...owner, password });
});

test('a reset that is asked for while the change of the email is confirmed leaves no live link at the old one', {
  tag: '@slow',
}, async ({ client }) => {
  for (let round = 0; round < 8; round += 1) {
    const owner = await signedIn(client);
    const token = await askedForEmail(client, owner, uniqueEmail());
    const [confirmed] = await both(
      round,
      () => client.post(`/auth/change-email/${token}/`, {}, bearer(owner)),
      () => client.post('/auth/reset-password/', { email: owner.email }),
    );
    expectJson(confirmed, 200, EMAIL_CHANGED);
    const links = (await mailbox(client, owner.email)).flatMap((message) => message.links);
    for (const link of links.filter((each) => each.includes('/reset-password/'))) {
      const late = await client.post(`/auth/reset-password/${tokenIn(link)}/`, { password: ANOTHER_PASSWORD });
      expectJson(late, 400, DEAD_RESET_TOKEN);
    }
  }
});

test('a reset link that is used while the change of the email is confirmed wins, or is dead', { tag: '@slow' }, async ({
  client,
}) => {
  for (let round = 0; round < 5; round += 1) {
    const owner = await signedIn(client);
    const toReset = await resetToken(client, owner.email);
    const email = uniqueEmail();
    const toChange = await askedForEmail(client, owner, email);
    const [confirmed, reset] = await both(
      round,
      () => client.post(`/auth/change-email/${toChange}/`, {}, bearer(owner)),
      () => client.post(`/auth/reset-password/${toReset}/`, { password: ANOTHER_PASSWORD }),
    );
    expect(statuses([confirmed, reset])).toEqual([200, 400]);
    const account =
      confirmed.status === 200 ? { email, password: PASSWORD } : { email: owner.email, password: ANOTHER_PASSWORD };
    await signedIn(client, { id: owner.id, ...account });
  }
});

test('of two deletions at once one wins, and one notice is mailed', { tag: '@slow' }, async ({ client }) => {
  const owner = await verifiedOwner(client);
  const answers = await times(2, () => client.post('/auth/me/delete/', { password: PASSWORD }, bearer(owner)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const answer of answers) {
    if (answer.status === 200) expectJson(answer, 200, ACCOUNT_DELETED);
    else expect([400, 401]).toContain(answer.status);
  }
  expect(await mailbox(client, owner.email)).toHaveLength(1);
});

test('ending one session twenty times at once is no error', { tag: '@slow' }, async ({ client }) => {
  const owner = await signedIn(client);
  const other = await signedIn(client, owner);
  const path = `/auth/sessions/${claimsOf(other.access).sid}/end/`;
  for (const answer of await times(20, () => client.post(path, {}, bearer(owner)))) {
    expectJson(answer, 200, SESSION_ENDED);
  }
  expect((await me(client, other)).status).toBe(401);
});

test('two sessions that end the others at once leave at most one', { tag: '@slow' }, async ({ client }) => {
  const owner = await signedIn(client);
  const sessions = [owner, await signedIn(client, owner)];
  await Promise.all(sessions.map((each) => client.post('/auth/sessions/end-others/', {}, bearer(each))));
  const left = await Promise.all(sessions.map(async (each) => (await me(client, each)).status));
  expect(left.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
});

test('signing in while the account is deleted leaves no session behind', { tag: '@slow' }, async ({ client }) => {
  for (let round = 0; round < 4; round += 1) {
    const owner = await signedIn(client);
    const { email, password } = owner;
    const [deleted, ...signIns] = await Promise.all([
      client.post('/auth/me/delete/', { password }, bearer(owner)),
      ...Array.from({ length: 5 }, () => client.post('/auth/token/', { email, password })),
    ]);
    expectJson(deleted, 200, ACCOUNT_DELETED);
    for (const answer of signIns) {
      if (answer.status !== 200) expectJson(answer, 401, NO_SUCH_PAIR);
      else expect((await me(client, answer.json<Tokens>())).status).toBe(401);
    }
  }
});

test('signing in with the old password while it is changed leaves no session behind', { tag: '@slow' }, async ({
  client,
}) => {
  for (let round = 0; round < 4; round += 1) {
    const owner = await signedIn(client);
    const { email, password } = owner;
    const [changed, ...signIns] = await Promise.all([
      client.post('/auth/change-password/', { current_password: password, password: ANOTHER_PASSWORD }, bearer(owner)),
      ...Array.from({ length: 5 }, () => client.post('/auth/token/', { email, password })),
    ]);
    expect(changed.status).toBe(200);
    for (const answer of signIns) {
      if (answer.status !== 200) expectJson(answer, 401, NO_SUCH_PAIR);
      else expect((await me(client, answer.json<Tokens>())).status).toBe(401);
    }
    expect((await me(client, changed.json<Tokens>())).status).toBe(200);
  }
});
