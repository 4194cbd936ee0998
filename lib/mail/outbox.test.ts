import { expect, test } from 'playwright/test';
import { Vault } from '../crypto/vault';
import type { MailMessage } from './messages';
import { createOutbox } from './outbox';

const BRAND = { appName: 'Postern', appUrl: 'https://login.example.com', canRegister: true };
const SECRET = 'first-secret-of-at-least-32-bytes';
const SMTP = { kind: 'smtp', url: 'smtp://mail.example.com', from: 'no-reply@example.com' } as const;
const MESSAGE: MailMessage = { kind: 'password-changed', to: 'ada@example.com', changedAt: '2026-11-24T10:05:00.000Z' };
const ABOUT = {
  userId: '019ab000-0000-7000-8000-000000000001',
  now: new Date('2026-11-24T10:05:00Z'),
  expiresAt: new Date('2026-11-25T10:05:00Z'),
};

const mailerWith = (secrets: string[], provider: Parameters<typeof createOutbox>[0]['provider'] = SMTP) =>
  createOutbox({ provider, brand: BRAND, vault: new Vault(secrets) });

test('a row keeps the message sealed and gives it back', () => {
  const outbox = mailerWith([SECRET]);
  const row = outbox.seal(MESSAGE, ABOUT);
  expect(row).toMatchObject({ state: 'queued', createdAt: ABOUT.now, nextAttemptAt: ABOUT.now });
  expect(Buffer.from(row.content ?? []).includes('ada@example.com')).toBe(false);
  expect(outbox.open(row)).toEqual(MESSAGE);
});

test('a row sealed under a secret of the past is read, one under an unknown secret is not', () => {
  const row = mailerWith([SECRET]).seal(MESSAGE, ABOUT);
  expect(mailerWith(['second-secret-of-at-least-32-byte', SECRET]).open(row)).toEqual(MESSAGE);
  expect(mailerWith(['third-secret-of-at-least-32-bytes']).open(row)).toBeNull();
  expect(mailerWith([SECRET]).open({ content: null })).toBeNull();
});

test('without a provider a mail goes to the mailbox and is never queued', () => {
  expect(mailerWith([SECRET], { kind: 'mailbox' }).seal(MESSAGE, ABOUT).state).toBe('mailbox');
});

test('a notification reaches every listener, and none that has stopped', () => {
  const outbox = mailerWith([SECRET]);
  let wakes = 0;
  outbox.notify();
  const stop = outbox.onNotify(() => {
    wakes += 1;
  });
  outbox.notify();
  stop();
  outbox.notify();
  expect(wakes).toBe(1);
});
