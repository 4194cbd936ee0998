import { newEmail, requestOnce, type Target } from './lanes';
import { type Client, NO_SESSION } from './requests';

/** Few: the queue for hashes of one of several workers is short, and a rejected sign-in here would end the run. */
const AT_ONCE = 4;

/** New accounts, with a session each. A server without accounts has clients all the same. */
export async function createClients(target: Target, count: number): Promise<Client[]> {
  const clients: Client[] = Array.from({ length: count }, () => ({ email: newEmail(), session: NO_SESSION }));
  const waiting = [...clients];
  const createOn = async () => {
    for (let client = waiting.pop(); client !== undefined; client = waiting.pop()) await signUp(target, client);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, createOn));
  return clients;
}

async function signUp(target: Target, client: Client): Promise<void> {
  const { requests, signInBrowser, sessionAfter } = target.dialect;
  if (requests.register) await requestOnce(target, requests.register(client));
  for (const toRequest of [requests['sign-in'], signInBrowser]) {
    if (toRequest) client.session = sessionAfter(await requestOnce(target, toRequest(client)), client.session);
  }
}

/** Gives every client a new access token: one lives for 300 s, which is less than a turn takes. */
export async function renewSessions(target: Target, clients: readonly Client[]): Promise<void> {
  const { refresh } = target.dialect.requests;
  if (refresh === undefined) return;
  for (const client of clients) {
    const response = await requestOnce(target, refresh(client));
    client.session = target.dialect.sessionAfter(response, client.session);
  }
}
