import { expect, test } from 'playwright/test';
import { whyNotDropped, whyNotRetried } from './operate-mails';

const NOW = new Date('2026-11-24T10:00:00Z');
const LATER = new Date('2026-11-24T10:00:01Z');

test('a mail that could not be made due was sent, is the mailbox’s, has expired, was wiped, or is being sent', () => {
  for (const [state, expiresAt, isSealed, reason] of [
    ['sent', NOW, false, 'sent'],
    ['mailbox', NOW, true, 'mailbox'],
    ['queued', NOW, true, 'expired'],
    ['parked', NOW, false, 'expired'],
    ['parked', LATER, false, 'wiped'],
    ['queued', LATER, true, 'being-sent'],
  ] as const) {
    expect(whyNotRetried({ state, expiresAt, isSealed }, NOW), reason).toBe(reason);
  }
});

test('that its link has expired keeps no mail from being given up', () => {
  expect(whyNotDropped({ state: 'queued', expiresAt: NOW, isSealed: true })).toBe('being-sent');
  expect(whyNotDropped({ state: 'parked', expiresAt: NOW, isSealed: false })).toBe('wiped');
});
