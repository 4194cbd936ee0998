import { ANOTHER_PASSWORD, PASSWORD, registered, resetToken, signedIn, uniqueEmail } from '../fixtures/accounts';
import { DEAD_RESET_TOKEN, EMAIL_TAKEN, expectJson, PASSWORD_RESET, refusedToken } from './answers';
import { expect, test } from './api-test';

const times = <Result>(count: number, act: (at: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, at) => act(at)));

test('of 50 registrations of one e-mail at once one wins and 49 find it taken', async ({ client }) => {
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

test('of 20 uses of one reset link at once one wins and 19 find it dead', async ({ client }) => {
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

test('refreshing while the session is ended ends in refusals, never in a live token', async ({ client }) => {
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
