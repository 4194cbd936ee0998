import { Client } from '../fixtures/client';
import type { Settings } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { type Stage, signIn } from './workloads';

/** Each query finds rows that only a partly applied transaction would leave behind. */
const HALVES = {
  'users without a credential': `SELECT 1 FROM users u LEFT JOIN credentials c ON c.user_id = u.id WHERE c.user_id IS NULL`,
  'users whose registration is not in the audit trail': `SELECT 1 FROM users u WHERE NOT EXISTS
    (SELECT 1 FROM audit_events e WHERE e.user_id = u.id AND e.event = 'user_created')`,
  'users without a mail': `SELECT 1 FROM users u WHERE NOT EXISTS (SELECT 1 FROM queued_mails m WHERE m.user_id = u.id)`,
  'links that outlived a change of the password': `SELECT 1 FROM one_time_links t JOIN credentials c USING (user_id)
    WHERE t.purpose = 'reset' AND t.used_at IS NULL AND t.created_at < c.changed_at`,
  'links that were used without a change of the password': `SELECT 1 FROM one_time_links t JOIN credentials c USING (user_id)
    WHERE t.purpose = 'reset' AND t.used_at > c.changed_at`,
  'sessions that outlived a reset': `SELECT 1 FROM sessions s JOIN one_time_links t USING (user_id)
    WHERE t.purpose = 'reset' AND s.ended_at IS NULL AND s.created_at < t.used_at`,
};

/** The emails of all accounts of the run, from the first crash to the last, that cannot sign in. */
export async function whoCannotSignIn({ baseUrl, keyholders }: Stage): Promise<string[]> {
  const client = new Client(baseUrl);
  const left = keyholders.values();
  const failed: string[] = [];
  const lane = async () => {
    for (const keyholder of left) if (!(await signIn(client, keyholder))) failed.push(keyholder.email);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return failed;
}

/** The partly applied transactions in the database of a server that has stopped. */
export async function halvesIn(settings: Settings): Promise<string[]> {
  const found: string[] = [];
  for (const [name, query] of Object.entries(HALVES)) {
    const { length } = await stored(settings, query);
    if (length > 0) found.push(`${length} ${name}`);
  }
  return found;
}
