import { type Client, createClient, type TokenStore, type User } from '@postern/client';

/** The profile fields of this installation (USER_FIELDS). */
type Fields = { name: string; plan: 'free' | 'team' | null };

/** Tokens in a keychain, or wherever the platform keeps secrets. */
const keychain: TokenStore = {
  load: async () => JSON.parse((await readSecret('postern')) ?? 'null'),
  save: async (tokens) => await writeSecret('postern', tokens && JSON.stringify(tokens)),
};

const postern: Client<Fields> = createClient<Fields>({ url: 'https://auth.example.com', store: keychain });

export async function rename(name: string): Promise<User<Fields>> {
  const { plan } = await postern.me();
  console.log(plan === 'team');
  // @ts-expect-error There is no such plan.
  await postern.updateMe({ plan: 'gold' });
  return await postern.updateMe({ name });
}

declare function readSecret(name: string): Promise<string | null>;
declare function writeSecret(name: string, secret: string | null): Promise<void>;
