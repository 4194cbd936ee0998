import { PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import type { DeliveredMail, MailProvider } from '../fixtures/mail-provider';
import type { AcknowledgedWrites } from './acknowledged-writes';
import { acknowledged, type Workload } from './crash-run';

export type Post = {
  baseUrl: string;
  acknowledgedWrites: AcknowledgedWrites;
  provider: MailProvider;
  /** How long each answer to a reset request took while the provider hung, and while it was well. */
  milliseconds: { hanging: number[]; well: number[] };
};

/** Registers accounts one after the other. Each acknowledged one gets exactly one mail to verify its email. */
export function registeringByMail({ baseUrl, acknowledgedWrites, provider }: Post): Workload {
  const client = new Client(baseUrl);
  const emails = new Map<string, { isAcknowledged: boolean }>();
  return {
    act: async () => {
      const email = uniqueEmail();
      const registration = { isAcknowledged: false };
      emails.set(email, registration);
      await acknowledged(client.post('/auth/register/', { email, password: PASSWORD }), 201);
      acknowledgedWrites.acknowledge('registrations');
      registration.isAcknowledged = true;
    },
    findBroken: async () => {
      const counts = countByRecipient(provider.delivered, 'verify-email');
      return [...emails].flatMap(([email, { isAcknowledged }]) => {
        const count = counts.get(email) ?? 0;
        return count === 1 || (count === 0 && !isAcknowledged) ? [] : [`${count} mails to ${email} instead of one`];
      });
    },
  };
}

/** Asks for links to reset a password. Each request that was acknowledged brings one mail. */
export async function askingByMail({ baseUrl, acknowledgedWrites, provider, milliseconds }: Post): Promise<Workload> {
  const client = new Client(baseUrl);
  const { email } = await registered(client);
  acknowledgedWrites.acknowledge('registrations');
  let [asked, answered] = [0, 0];
  return {
    act: async () => {
      const mood = provider.mood();
      const askedAt = performance.now();
      asked += 1;
      await acknowledged(client.post('/auth/reset-password/', { email }), 200);
      acknowledgedWrites.acknowledge('reset requests');
      answered += 1;
      if (mood === 'hanging' || mood === 'well') milliseconds[mood].push(performance.now() - askedAt);
    },
    findBroken: async () => {
      const count = countByRecipient(provider.delivered, 'reset-password').get(email) ?? 0;
      const toVerify = countByRecipient(provider.delivered, 'verify-email').get(email) ?? 0;
      const broken = toVerify === 1 ? [] : [`${toVerify} mails to verify ${email} instead of one`];
      if (count < answered || count > asked) {
        broken.push(`${count} links to ${email}: ${asked} asked for, ${answered} acknowledged`);
      }
      return broken;
    },
  };
}

/** Errors between Postern and the provider, for mails to any recipient. */
export function findMisdelivered({ delivered, misused, attempts }: MailProvider, retryAfterSeconds: number): string[] {
  const broken = [...misused].map((key) => `another mail under the key ${key}`);
  const links = delivered.map(({ text }) => /http:\S+\/[\w-]{43}\//.exec(text)?.[0] ?? '');
  if (new Set(links).size !== links.length) broken.push(`${links.length - new Set(links).size} mails went out twice`);
  const earliest = new Map<string, number>();
  for (const { key, at, mood } of attempts) {
    const tooSoonMilliseconds = (earliest.get(key) ?? 0) - at.getTime();
    if (tooSoonMilliseconds > CLOCK_MILLISECONDS)
      broken.push(`${key} came ${tooSoonMilliseconds} ms before Retry-After`);
    if (mood === 'busy') earliest.set(key, at.getTime() + retryAfterSeconds * 1000);
  }
  return broken;
}

/** Instants are kept to the millisecond: rounding, and no more. */
const CLOCK_MILLISECONDS = 5;

function countByRecipient(delivered: DeliveredMail[], part: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { to, text } of delivered) {
    if (text.includes(`/${part}/`)) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return counts;
}
