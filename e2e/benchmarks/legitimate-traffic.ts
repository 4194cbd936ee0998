import { setTimeout as sleep } from 'node:timers/promises';
import { bearer, PASSWORD, registered, signedIn, type Tokens } from '../fixtures/accounts';
import type { Answer, Client } from '../fixtures/client';
import type { Errand } from './open-loop-load';

/** Everyone who has an account, and the sessions of those whom nothing keeps waiting. */
export type People = { emails: string[]; sessions: Tokens[] };

const AT_ONCE = 2;

/** @returns a client with an address of its own */
export type NewClient = () => Client;

/** Registers that many, each from an address of its own, and signs each in once. */
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

/** What costs no hash, each from an address of its own: refresh, token check, health and a page, at one rate. */
export function honestErrands(newClient: NewClient, { sessions }: People, perSecond: number): Errand[] {
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

/** Nobody else has the session meanwhile: a refresh token is good for one successor. */
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
