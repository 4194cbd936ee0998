import { createSameOriginAuth } from '@postern/next';

const { requireUser } = createSameOriginAuth({ url: process.env.POSTERN_URL ?? 'http://localhost:3000' });

export default async function Page() {
  const { email } = await requireUser({ returnTo: '/same-origin' });
  return <p>Hello, {email}</p>;
}
