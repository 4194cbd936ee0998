import { expect, test } from 'playwright/test';
import { Vault } from '../crypto/vault';
import type { MailMessage } from './messages';
import { createMailer } from './outbox';

const BRAND = { appName: 'Postern', appUrl: 'https://login.example.com' };
const SECRET = 'first-secret-of-at-least-32-bytes';
const SMTP = { kind: 'smtp', url: 'smtp://mail.example.com', from: 'no-reply@example.com' } as const;
const MESSAGE: MailMessage = { kind: 'password-changed', to: 'ada@example.com', changedAt: '2026-11-24T10:05:00.000Z' };
const ABOUT = {
  userId: '019ab000-0000-7000-8000-000000000001',
  now: new Date('2026-11-24T10:05:00Z'),
  expiresAt: new Date('2026-11-25T10:05:00Z'),
};

const mailerWith = (secrets: string[], provider: Parameters<typeof createMailer>[0]['provider'] = SMTP) =>
  createMailer({ provider, brand: BRAND, vault: new Vault(secrets) });

test('a row keeps the message sealed and gives it back', () => {
  const mailer = mailerWith([SECRET]);
  const row = mailer.toRow(MESSAGE, ABOUT);
  expect(row).toMatchObject({ state: 'queued', createdAt: ABOUT.now, nextAttemptAt: ABOUT.now });
  expect(Buffer.from(row.content ?? []).includes('ada@example.com')).toBe(false);
  expect(mailer.readRow(row)).toEqual(MESSAGE);
});

test('a row sealed under a secret of the past is read, one under an unknown secret is not', () => {
  const row = mailerWith([SECRET]).toRow(MESSAGE, ABOUT);
  expect(mailerWith(['second-secret-of-at-least-32-byte', SECRET]).readRow(row)).toEqual(MESSAGE);
  expect(mailerWith(['third-secret-of-at-least-32-bytes']).readRow(row)).toBeNull();
  expect(mailerWith([SECRET]).readRow({ content: null })).toBeNull();
});

test('without a provider a mail goes to the mailbox and is never queued', () => {
  expect(mailerWith([SECRET], { kind: 'mailbox' }).toRow(MESSAGE, ABOUT).state).toBe('mailbox');
});

test('a wake reaches whoever listens, and nobody once they have stopped', () => {
  const mailer = mailerWith([SECRET]);
  let wakes = 0;
  mailer.wake();
  const stop = mailer.onWake(() => {
    wakes += 1;
  });
  mailer.wake();
  stop();
  mailer.wake();
  expect(wakes).toBe(1);
});
