import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { ANOTHER_PASSWORD, registered, signedIn } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

type Mail = { to: string; text: string; key?: string };

const linkIn = ({ text }: Mail, part = 'reset-password') =>
  new RegExp(`http://\\S+/${part}/[\\w-]{43}/`).exec(text)?.[0] ?? '';

/** Registers, forgets the password, follows the one link mailed for each, and is told of the change. */
async function resetByMail(client: Client, mails: Mail[]): Promise<void> {
  const account = await registered(client);
  await expect.poll(() => mails.length).toBe(1);
  const toVerify = new URL(mails[0] ? linkIn(mails[0], 'verify-email') : '');
  expect((await client.post(`/auth${toVerify.pathname}`, { password: account.password })).status).toBe(200);
  expect((await client.post('/auth/reset-password/', { email: account.email })).status).toBe(200);
  await expect.poll(() => mails.length).toBe(2);
  const [, mail] = mails;
  expect(mail?.to).toBe(account.email);
  const { pathname } = new URL(mail ? linkIn(mail) : '');
  expect((await client.post(`/auth${pathname}`, { password: ANOTHER_PASSWORD })).status).toBe(200);
  await signedIn(client, { ...account, password: ANOTHER_PASSWORD });
  await expect.poll(() => mails.length).toBe(3);
  expect(mails[2] && linkIn(mails[2])).toBe('');
}

test.describe('mail transports', { tag: '@any-database' }, () => {
  test('Resend is sent each mail with one link that works, under the idempotency key of its row', async ({
    serverWith,
  }) => {
    const mails: Mail[] = [];
    const resend = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { to, text } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      mails.push({ to: [to].flat()[0], text, key: String(request.headers['idempotency-key']) });
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ id: 'sent' }));
    }).listen(0, '127.0.0.1');
    await once(resend, 'listening');
    const { port } = resend.address() as AddressInfo;
    const server = await serverWith({ RESEND_API_KEY: 're_test', RESEND_BASE_URL: `http://127.0.0.1:${port}` });
    await resetByMail(new Client(server.baseUrl), mails);
    expect(new Set(mails.map(({ key }) => key)).size).toBe(3);
    resend.close();
  });

  test('SMTP is sent each mail with one link that works', async ({ serverWith }) => {
    const mails: Mail[] = [];
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: async (stream, session, done) => {
        const { text = '' } = await simpleParser(stream);
        mails.push({ to: session.envelope.rcptTo[0]?.address ?? '', text });
        done();
      },
    });
    const listener = smtp.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const server = await serverWith({ SMTP_URL: `smtp://127.0.0.1:${port}` });
    await resetByMail(new Client(server.baseUrl), mails);
    smtp.close();
  });

  test('a mail that the provider refuses for now goes out after a restart, once', { tag: '@slow' }, async ({
    serverWith,
  }) => {
    const mails: Mail[] = [];
    let isDown = true;
    let tries = 0;
    const resend = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      tries += 1;
      response.setHeader('Content-Type', 'application/json');
      if (isDown) {
        response.writeHead(500).end(JSON.stringify({ statusCode: 500, name: 'internal_server_error', message: 'no' }));
        return;
      }
      const { to, text } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      mails.push({ to: [to].flat()[0], text });
      response.end(JSON.stringify({ id: 'sent' }));
    }).listen(0, '127.0.0.1');
    await once(resend, 'listening');
    const { port } = resend.address() as AddressInfo;
    const server = await serverWith({ RESEND_API_KEY: 're_test', RESEND_BASE_URL: `http://127.0.0.1:${port}` });
    const client = new Client(server.baseUrl);
    const { email } = await registered(client);
    await expect.poll(() => tries).toBeGreaterThan(0);
    await server.kill();
    isDown = false;
    const again = await server.restart();
    await expect.poll(() => mails.length, { timeout: 40_000 }).toBe(1);
    await again.stop();
    expect(mails.map(({ to }) => to)).toEqual([email]);
    resend.close();
  });
});
