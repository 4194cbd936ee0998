import { setTimeout as sleep } from 'node:timers/promises';
import { bearer, PASSWORD, registered, signedIn, type Tokens } from '../fixtures/accounts';
import type { Answer, Client } from '../fixtures/client';
import type { RequestStream } from './open-loop-load';

/** The emails of all accounts, and the sessions that no request uses at the moment. */
export type People = { emails: string[]; sessions: Tokens[] };

const AT_ONCE = 2;

/** @returns a client with an address of its own */
export type NewClient = () => Client;

/** Registers `count` accounts, each from an address of its own, and signs in to each once. */
export async function gather(newClient: NewClient, count: number): Promise<People> {
  const people: People = { emails: [], sessions: [] };
  let begun = 0;
  const gatherOn = async () => {
    while (begun < count) {
      begun += 1;
      const client = newClient();
      const { email, access, refresh } = await signedIn(client, await registered(client, { password: PASSWORD }));
      people.emails.push(email);
      people.sessions.push({ access, refresh });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, gatherOn));
  return people;
}

/** Requests without a hash at one rate, each from an address of its own: refresh, token check, health and a page. */
export function legitimateTraffic(newClient: NewClient, { sessions }: People, perSecond: number): RequestStream[] {
  let { access = '' } = sessions[0] ?? {};
  const get = (path: string, headers = {}) => newClient().get(path, headers);
  return [
    {
      name: 'refresh',
      perSecond,
      run: async () => {
        const answer = await refreshOne(newClient, sessions);
        // The newest token lives longest.
        access = sessions.at(-1)?.access ?? access;
        return answer;
      },
    },
    { name: 'token check', perSecond, run: () => get('/auth/me/', bearer({ access })) },
    { name: 'health', perSecond, run: () => get('/health/live/') },
    { name: 'page', perSecond, run: () => get('/login/', { Accept: 'text/html' }) },
  ];
}

const LOOK_MILLISECONDS = 5;

/** No other request uses the session meanwhile: a refresh token has one successor. */
async function refreshOne(newClient: NewClient, sessions: Tokens[]): Promise<Answer> {
  let session = sessions.shift();
  for (; session === undefined; session = sessions.shift()) await sleep(LOOK_MILLISECONDS);
  let next = session;
  try {
    const answer = await newClient().post('/auth/token/refresh/', { refresh: session.refresh });
    if (answer.status === 200) next = { ...session, ...answer.json<Tokens>() };
    return answer;
  } finally {
    sessions.push(next);
  }
}
