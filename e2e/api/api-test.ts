import { type Account, browserSession, signedIn, type Tokens } from '../fixtures/accounts';
import { ApiDescription } from '../fixtures/api-description';
import { Client, observeAnswers } from '../fixtures/client';
import { test as base, expect } from '../fixtures/test';

type TestFixtures = {
  /** A client with an address of its own. */
  client: Client;
  /** A fresh access token of `member`. */
  access: string;
  /** Every response that a test gets is as the server describes it. */
  asDescribed: undefined;
};

type WorkerFixtures = {
  /** An account shared by the worker's tests. None of them changes it, ends its sessions or fails to sign in to it. */
  member: Account & Pick<Tokens, 'refresh'>;
  /** The Cookie header of a browser where `member` is signed in; shared likewise. */
  memberCookie: string;
  /** The server's own description of its API. */
  description: ApiDescription | null;
};

/** Without steps of its own, each of which costs a stack trace: some thousand tests have these fixtures. */
const WITHOUT_STEPS = { box: 'self' } as const;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  client: [
    async ({ server }, use) => {
      await use(new Client(server.baseUrl));
    },
    WITHOUT_STEPS,
  ],
  access: [
    async ({ client, member }, use) => {
      const answer = await client.post('/auth/token/refresh/', { refresh: member.refresh });
      await use(answer.json<{ access: string }>().access);
    },
    WITHOUT_STEPS,
  ],
  asDescribed: [
    async ({ description }, use) => {
      const problems: string[] = [];
      const stop = observeAnswers((asked, answer) => problems.push(...(description?.problemsOf(asked, answer) ?? [])));
      await use(undefined);
      stop();
      expect(problems).toEqual([]);
    },
    { auto: true, ...WITHOUT_STEPS },
  ],
  description: [
    async ({ server }, use) => {
      const description = await ApiDescription.of(server.baseUrl);
      // Only a server that these tests did not start may have none.
      if (!process.env.BASE_URL) expect(description).not.toBeNull();
      await use(description);
    },
    { scope: 'worker' },
  ],
  member: [
    async ({ server }, use) => {
      const { email, password, id, refresh } = await signedIn(new Client(server.baseUrl));
      await use({ email, password, id, refresh });
    },
    { scope: 'worker' },
  ],
  memberCookie: [
    async ({ server, member }, use) => {
      await use(await browserSession(new Client(server.baseUrl), member));
    },
    { scope: 'worker' },
  ],
});

export { expect };
