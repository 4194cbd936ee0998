import { postern } from '../postern.js';

export default async function Home() {
  const user = await postern.auth();
  if (user === null) return <a href="/auth/sign-in?returnTo=/account">Sign in</a>;
  return (
    <form method="post" action="/auth/sign-out">
      <p>Signed in as {user.email}</p>
      <button type="submit">Sign out</button>
    </form>
  );
}
