// Forgets a password, and verifies an email, by the links of the mailbox. Prints what the tests expect.
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@postern/client';

const { POSTERN_URL: url, EMAIL: email, PASSWORD: password } = process.env;
const postern = createClient({ url });

async function tokenOf(kind) {
  for (;;) {
    const mails = await (await fetch(`${url}/mailbox/messages/?to=${encodeURIComponent(email)}`)).json();
    const link = mails.flatMap(({ links }) => links).find((each) => new RegExp(`/${kind}/[\\w-]{43}/`).test(each));
    if (link) return new URL(link).pathname.split('/').at(-2);
    await pause(100);
  }
}

await postern.signIn({ email, password });
await postern.verifyEmail(await tokenOf('verify-email'));
const { email_verified: isVerified } = await postern.me();

const unknown = await postern.requestPasswordReset(`not-${email}`).catch(({ status, code }) => [status, code]);
await postern.requestPasswordReset(email);
const token = await tokenOf('reset-password');
const tooShort = await postern.resetPassword(token, 'x7-q').catch(({ fields }) => fields);
await postern.resetPassword(token, 'a lamp behind the quince');
const usedLink = await postern.resetPassword(token, 'a lamp behind the quince').catch(({ fields }) => fields);
const endedSession = await postern.me().catch(({ code }) => code);
const wrong = await postern.signIn({ email, password }).catch(({ detail }) => detail);

console.log(JSON.stringify({ isVerified, unknown, tooShort, usedLink, endedSession, wrong }));
