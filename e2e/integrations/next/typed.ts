import { type AppAuth, createAppAuth, type User } from '@postern/next';

/** The profile fields of the installation (USER_FIELDS). */
type Fields = { name: string | null };

export const postern: AppAuth<Fields> = createAppAuth<Fields>({
  url: 'https://auth.example.com',
  appUrl: 'https://app.example.com',
  clientId: 'next',
});

export async function nameOf(): Promise<string> {
  const user: User<Fields> | null = await postern.auth();
  // @ts-expect-error There may be no user.
  user.email;
  return (await postern.requireUser({ roles: ['admin'] })).name ?? 'somebody';
}
