import { ApiError, createClient, NetworkError } from '@postern/client';

const postern = createClient({ url: process.env.POSTERN_URL ?? 'http://localhost:3000' });
const email = process.env.EMAIL ?? 'ada@example.com';
const password = 'seven herons over the weir';

try {
  await postern.register({ email, password: 'password' });
} catch (error) {
  if (error instanceof ApiError) console.log(error.status, error.fields);
  else if (error instanceof NetworkError) console.log('Offline. Try again later.');
  else throw error;
}

await postern.register({ email, password });
await postern.signIn({ email, password });
console.log((await postern.me()).email);

await postern.changePassword({ current: password, next: 'a lamp behind the quince' });
console.log((await postern.sessions()).length, 'session');

await postern.signOut();
console.log(await postern.tokens());
