import { expect, test } from 'playwright/test';
import { BRAND, CHANGED, DELETED, EMAIL_CHANGED, REQUESTED, UNDONE, unwrapped } from '../message-examples';
import { renderMail } from '../render';
import { linkValidity } from './phrases';

for (const [validMinutes, words] of [
  [0, '1 minute'],
  [1, '1 minute'],
  [45.5, '45 minutes'],
  [90, '90 minutes'],
  [120, '2 hours'],
  [1440, '1 day'],
  [2880, '2 days'],
] as const) {
  test(`a validity of ${validMinutes} minutes is written as ${words}`, () => {
    expect(linkValidity(validMinutes)).toBe(`The link works once, within ${words}.`);
  });
}

for (const [message, sentence, preview] of [
  [
    CHANGED,
    'ada@example.com was changed 3 times, last on 24 November 2026 at 10:05 UTC.',
    'It was changed 3 times, last on 24 November 2026 at 10:05 UTC.',
  ],
  [
    REQUESTED,
    'asked 3 times to change the email of your Postern account from ada@example.com, the last time to countess@example.org, on 24 November 2026 at 09:55 UTC.',
    'Someone asked to change it. Nothing has changed yet.',
  ],
  [
    EMAIL_CHANGED,
    'was changed 3 times from ada@example.com, the last time to countess@example.org on 24 November 2026 at 10:05 UTC.',
    'It was changed 3 times, last on 24 November 2026 at 10:05 UTC.',
  ],
  [
    UNDONE,
    'was undone 3 times, last on 25 November 2026 at 18:30 UTC, by',
    'It was changed back 3 times, last on 25 November 2026 at 18:30 UTC.',
  ],
  [
    DELETED,
    'was deleted 3 times, last on 24 November 2026 at 10:05 UTC, with',
    'It was deleted 3 times, last on 24 November 2026 at 10:05 UTC.',
  ],
] as const) {
  test(`a ${message.kind} mail about three events says how many there were, and when the last was`, async () => {
    const { html, text } = await renderMail({ ...message, times: 3 }, BRAND);
    for (const part of [html, unwrapped(text)]) expect(part).toContain(sentence);
    expect(html).toContain(preview);
    expect((await renderMail({ ...message, times: 1 }, BRAND)).text).toBe((await renderMail(message, BRAND)).text);
  });
}
