import { auth, signIn, signOut } from '../auth.js';

export default async function Home() {
  const session = await auth();
  async function act() {
    'use server';
    if (session) await signOut({ redirectTo: '/' });
    else await signIn('postern', { redirectTo: '/' });
  }
  return (
    <form action={act}>
      <p>{session ? `Signed in as ${session.user.email} (${session.user.id})` : 'Signed out'}</p>
      <button type="submit">{session ? 'Sign out' : 'Sign in'}</button>
    </form>
  );
}
