import { auth } from '../auth.js';
import { signOutAction } from './actions.js';
import { SignInForm } from './sign-in-form.js';

export default async function Home() {
  const session = await auth();
  if (session === null) return <SignInForm />;
  return (
    <form action={signOutAction}>
      <p>
        Signed in as {session.user.email} ({session.user.id})
      </p>
      <button type="submit">Sign out</button>
    </form>
  );
}
