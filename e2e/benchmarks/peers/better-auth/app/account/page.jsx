import { headers } from 'next/headers';
import { auth } from '../../auth.js';

/** Who is signed in and where, like the account page of Postern but without its forms. */
export default async function Page() {
  const sent = await headers();
  const session = await auth.api.getSession({ headers: sent });
  if (session === null) return <p>Signed out</p>;
  const sessions = await auth.api.listSessions({ headers: sent });
  return (
    <main>
      <h1>{session.user.email}</h1>
      <ul>
        {sessions.map(({ id, userAgent, createdAt }) => (
          <li key={id}>
            {userAgent} {createdAt.toISOString()}
          </li>
        ))}
      </ul>
    </main>
  );
}
