import { expect, test } from 'playwright/test';
import type { QueuedMailRow } from '../data/mails';
import { addSeconds, hours } from '../time';
import { afterFault } from './mail-faults';

const NOW = new Date('2026-11-24T10:00:00Z');
const ROW: QueuedMailRow = {
  userId: '019ab000-0000-7000-8000-000000000001',
  state: 'mailbox',
  content: new Uint8Array([1]),
  recipientKey: new Uint8Array([2]),
  createdAt: NOW,
  expiresAt: addSeconds(NOW, hours(1)),
  nextAttemptAt: NOW,
  lastFailure: null,
};

test('a permanent error gives a mail up, and keeps it for its operator', () => {
  const failed = { ...ROW, state: 'failed', attempts: 1, lastFailure: 'smtp 550' };
  expect(afterFault(ROW, { kind: 'permanent', attempts: 3 })).toEqual(failed);
});

test('temporary errors let a mail wait as the worker would: 2 s, 4 s, 8 s', () => {
  for (const [attempts, seconds] of [
    [1, 2],
    [2, 6],
    [3, 14],
  ] as const) {
    const waiting = { ...ROW, attempts, nextAttemptAt: addSeconds(NOW, seconds), lastFailure: 'smtp 451' };
    expect(afterFault(ROW, { kind: 'temporary', attempts })).toEqual(waiting);
  }
});

test('a mail whose link expires before it could be sent is given up, and wiped', () => {
  const row = { ...ROW, expiresAt: addSeconds(NOW, 14) };
  const expired = { ...row, state: 'failed', content: null, attempts: 3, lastFailure: 'expired' };
  expect(afterFault(row, { kind: 'temporary', attempts: 10 })).toEqual(expired);
});
