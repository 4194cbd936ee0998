import {
  bearer,
  type Message,
  PASSWORD,
  registered,
  signedIn,
  type Tokens,
  tokenIn,
  uniqueEmail,
  uniqueWord,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import type { AcknowledgedWrites } from './acknowledged-writes';
import { acknowledged, patiently, type Workload } from './crash-run';

/** An account and the password with which it can sign in, as far as responses acknowledged it. */
export type Keyholder = { email: string; password: string };

export type Stage = {
  baseUrl: string;
  acknowledgedWrites: AcknowledgedWrites;
  /** Every account that was registered and found after the crash. */
  keyholders: Keyholder[];
};

/** Clients of each kind. Most of them write without a hash, because hashes would limit the number of writes. */
export async function startWorkloads(stage: Stage): Promise<Workload[]> {
  const kinds = [
    ...Array.from({ length: 8 }, () => rotating),
    ...Array.from({ length: 2 }, () => askingForResets),
    ...[registering, registering, signingOut, signingOut, changingPassword, changingPassword, resetting, resetting],
  ];
  const workloads: Workload[] = [];
  for (const begin of kinds) workloads.push(await begin(stage));
  return workloads;
}

/** Swaps its refresh token for the next. The newest one it got must work, whether or not a swap went unanswered. */
async function rotating({ baseUrl, acknowledgedWrites, keyholders }: Stage): Promise<Workload> {
  const client = new Client(baseUrl);
  const member = await signedIn(client);
  keyholders.push(member);
  let { refresh } = member;
  const swap = () => client.post('/auth/token/refresh/', { refresh });
  const successor = (tokens: Partial<Tokens>) => {
    // Without rotation a refresh is no write.
    if (tokens.refresh === undefined) return false;
    refresh = tokens.refresh;
    return true;
  };
  return {
    act: async () => {
      if (successor((await acknowledged(swap(), 200)).json())) acknowledgedWrites.acknowledge('rotations');
    },
    findBroken: async () => {
      const answer = await patiently(swap);
      if (answer.status !== 200) return [`the newest refresh token of ${member.email} is refused: ${answer.text}`];
      successor(answer.json());
      return [];
    },
  };
}

/** Registers accounts one after the other. An acknowledged one can sign in; any other exists completely or not at all. */
async function registering({ baseUrl, acknowledgedWrites, keyholders }: Stage): Promise<Workload> {
  const client = new Client(baseUrl);
  const acknowledgedEmails: string[] = [];
  let openEmail: string | null = null;
  const isSignedIn = async (email: string) => (await signIn(client, { email, password: PASSWORD })) !== null;
  const findHalf = async (email: string) => {
    if (await isSignedIn(email)) return [];
    const { status, text } = await patiently(() => client.post('/auth/register/', { email, password: PASSWORD }));
    return status === 201 ? [] : [`${email} cannot sign in and cannot register: ${text}`];
  };
  return {
    act: async () => {
      const email = uniqueEmail();
      openEmail = email;
      await acknowledged(client.post('/auth/register/', { email, password: PASSWORD }), 201);
      acknowledgedWrites.acknowledge('registrations');
      acknowledgedEmails.push(email);
      openEmail = null;
    },
    findBroken: async () => {
      const broken: string[] = [];
      for (const email of acknowledgedEmails.splice(0)) {
        if (!(await isSignedIn(email))) broken.push(`${email} was registered and cannot sign in`);
        keyholders.push({ email, password: PASSWORD });
      }
      if (openEmail !== null) {
        broken.push(...(await findHalf(openEmail)));
        keyholders.push({ email: openEmail, password: PASSWORD });
      }
      openEmail = null;
      return broken;
    },
  };
}

/** Signs in and, two times of three, out. What began lives, what was ended stays ended. */
async function signingOut({ baseUrl, acknowledgedWrites, keyholders }: Stage): Promise<Workload> {
  const client = new Client(baseUrl);
  const member = await registered(client);
  keyholders.push(member);
  let sessions: { refresh: string; state: 'live' | 'ending' | 'ended' }[] = [];
  return {
    act: async () => {
      const { refresh } = (await acknowledged(client.post('/auth/token/', member), 200)).json<Tokens>();
      acknowledgedWrites.acknowledge('sign-ins');
      const session: (typeof sessions)[number] = { refresh, state: 'live' };
      sessions.push(session);
      if (sessions.length % 3 === 0) return;
      session.state = 'ending';
      await acknowledged(client.post('/auth/token/blacklist/', { refresh }), 200);
      session.state = 'ended';
      acknowledgedWrites.acknowledge('sign-outs');
    },
    findBroken: async () => {
      const broken: string[] = [];
      for (const { refresh, state } of sessions) {
        const isFound = await isLive(client, refresh);
        if (state === 'live' && !isFound) broken.push(`a session of ${member.email} is gone`);
        if (state === 'ended' && isFound) broken.push(`a session that ${member.email} ended lives`);
      }
      sessions = [];
      return broken;
    },
  };
}

/** Asks for links to reset a password: each that was acknowledged lies in the mailbox, and no other. */
async function askingForResets({ baseUrl, acknowledgedWrites, keyholders }: Stage): Promise<Workload> {
  const client = new Client(baseUrl);
  let { email } = await registered(client);
  let [asked, answered] = [0, 0];
  return {
    act: async () => {
      asked += 1;
      await acknowledged(client.post('/auth/reset-password/', { email }), 200);
      acknowledgedWrites.acknowledge('reset requests');
      answered += 1;
    },
    findBroken: async () => {
      const { length } = await resetTokens(client, email);
      const isRight = length >= answered && length <= asked;
      const broken = isRight ? [] : [`${email} has ${length} links: ${asked} asked for, ${answered} acknowledged`];
      keyholders.push({ email, password: PASSWORD });
      // The mailbox shows so many and no more.
      ({ email } = await registered(client));
      [asked, answered] = [0, 0];
      return broken;
    },
  };
}

/** Changes its password. The last one acknowledged is right, or the one whose answer was lost: one of them. */
async function changingPassword({ baseUrl, acknowledgedWrites, keyholders }: Stage): Promise<Workload> {
  const client = new Client(baseUrl);
  let { access, ...member } = await signedIn(client);
  let former: string | null = null;
  let open: string | null = null;
  keyholders.push(member);
  return {
    act: async () => {
      const password = newPassword();
      open = password;
      const change = { current_password: member.password, password };
      const answer = await acknowledged(client.post('/auth/change-password/', change, bearer({ access })), 200);
      acknowledgedWrites.acknowledge('password changes');
      former = member.password;
      member.password = password;
      open = null;
      ({ access } = answer.json<Tokens>());
    },
    findBroken: async () => {
      const passwords = [member.password, open, former].filter((password) => password !== null);
      const right: { password: string; access: string }[] = [];
      for (const password of passwords) {
        const tokens = await signIn(client, { email: member.email, password });
        if (tokens) right.push({ password, access: tokens.access });
      }
      const [only] = right;
      const isRight = only !== undefined && right.length === 1 && only.password !== former;
      if (isRight) ({ access } = only);
      if (isRight) member.password = only.password;
      [former, open] = [null, null];
      return isRight ? [] : [`${member.email} has ${right.length} passwords, or its former one`];
    },
  };
}

type Reset = Keyholder & { refresh: string; token: string; chosen: string; isAcknowledged: boolean };

/** Registers, signs in, forgets the password and follows the link: all of that reset holds, or nothing. */
async function resetting({ baseUrl, acknowledgedWrites, keyholders }: Stage): Promise<Workload> {
  const client = new Client(baseUrl);
  let resets: Reset[] = [];
  let begun: Keyholder[] = [];
  // One account is prepared before each run: a sequence with four hashes seldom ends before the crash.
  let ready: (Keyholder & { refresh: string }) | null = await signedIn(client);
  const arrive = async () => {
    const member = { email: uniqueEmail(), password: PASSWORD };
    await acknowledged(client.post('/auth/register/', member), 201);
    acknowledgedWrites.acknowledge('registrations');
    begun.push(member);
    const { refresh } = (await acknowledged(client.post('/auth/token/', member), 200)).json<Tokens>();
    acknowledgedWrites.acknowledge('sign-ins');
    begun.pop();
    return { ...member, refresh };
  };
  return {
    act: async () => {
      const member = ready ?? (await arrive());
      ready = null;
      begun.push(member);
      await acknowledged(client.post('/auth/reset-password/', { email: member.email }), 200);
      acknowledgedWrites.acknowledge('reset requests');
      const [token] = await resetTokens(client, member.email);
      if (token === undefined) throw new Error(`${member.email} was told of a link, and has none`);
      begun.pop();
      const reset = { ...member, token, chosen: newPassword(), isAcknowledged: false };
      resets.push(reset);
      await acknowledged(client.post(`/auth/reset-password/${token}/`, { password: reset.chosen }), 200);
      acknowledgedWrites.acknowledge('resets by link');
      reset.isAcknowledged = true;
    },
    findBroken: async () => {
      const broken: string[] = [];
      for (const reset of resets) broken.push(...(await findHalfReset(client, reset)));
      for (const member of begun) {
        if (!(await signIn(client, member))) broken.push(`${member.email} was registered and cannot sign in`);
      }
      keyholders.push(...begun, ...resets.map(({ email, chosen }) => ({ email, password: chosen })));
      [resets, begun] = [[], []];
      ready = await signedIn(client);
      return broken;
    },
  };
}

/** A reset that happened without being acknowledged is as good as one that was; one that did not can be made up for. */
async function findHalfReset(client: Client, reset: Reset): Promise<string[]> {
  const { email, password, chosen, token, refresh } = reset;
  const isDone = (await signIn(client, { email, password: chosen })) !== null;
  if (reset.isAcknowledged && !isDone) return [`${email} cannot sign in with the password it reset`];
  const redeem = () => client.post(`/auth/reset-password/${token}/`, { password: chosen });
  const facts = {
    'the former password is right': (await signIn(client, { email, password })) !== null,
    'the former session lives': await isLive(client, refresh),
    // Asked last, since it redeems what can be redeemed.
    'the link is good': (await patiently(redeem)).status === 200,
  };
  const wrong = Object.entries(facts).filter(([, isTrue]) => isTrue === isDone);
  return wrong.map(([fact]) => `reset of ${email}, ${isDone ? 'done' : 'not done'}: "${fact}" is ${isDone}`);
}

const newPassword = () => `${PASSWORD} ${uniqueWord()}`;

const isLive = async (client: Client, refresh: string): Promise<boolean> =>
  (await patiently(() => client.post('/auth/token/refresh/', { refresh }))).status === 200;

/** Null for a wrong password. */
export async function signIn(client: Client, { email, password }: Keyholder): Promise<Tokens | null> {
  const answer = await patiently(() => client.post('/auth/token/', { email, password }));
  if (answer.status === 200) return answer.json<Tokens>();
  if (answer.status === 401) return null;
  throw new Error(`Signing in ${email} was answered ${answer.status}: ${answer.text}`);
}

/** The tokens of the links mailed to an address, newest first. */
async function resetTokens(client: Client, email: string): Promise<string[]> {
  const path = `/mailbox/messages/?to=${encodeURIComponent(email)}`;
  const messages = (
    await acknowledged(
      patiently(() => client.get(path)),
      200,
    )
  ).json<Message[]>();
  const links = messages.flatMap(({ links }) => links);
  return links.filter((link) => new URL(link).pathname.startsWith('/reset-password/')).map(tokenIn);
}
