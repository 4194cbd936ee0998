import { expect, test } from 'playwright/test';
import { whyNotDiscarded, whyNotRetried } from './mails';

const NOW = new Date('2026-11-24T10:00:00Z');
const LATER = new Date('2026-11-24T10:00:01Z');

test('a mail that could not be made due was sent, is the mailbox’s, has expired, was wiped, waits, or is being sent', () => {
  for (const [state, expiresAt, isSealed, isWaiting, reason] of [
    ['sent', NOW, false, false, 'sent'],
    ['mailbox', NOW, true, false, 'mailbox'],
    ['mailbox', LATER, true, true, 'mailbox'],
    ['queued', NOW, true, false, 'expired'],
    ['failed', NOW, false, false, 'expired'],
    ['failed', LATER, false, false, 'wiped'],
    ['queued', LATER, true, true, 'mail-budget'],
    ['queued', LATER, true, false, 'being-sent'],
  ] as const) {
    expect(whyNotRetried({ state, expiresAt, isSealed, isWaiting }, NOW), reason).toBe(reason);
  }
});

test('that its link has expired keeps no mail from being given up', () => {
  expect(whyNotDiscarded({ state: 'queued', expiresAt: NOW, isSealed: true, isWaiting: false })).toBe('being-sent');
  expect(whyNotDiscarded({ state: 'failed', expiresAt: NOW, isSealed: false, isWaiting: false })).toBe('wiped');
});
