import { expect, test } from 'playwright/test';
import {
  BRAND,
  CHANGED,
  CONFIRM,
  DELETED,
  EMAIL_CHANGED,
  EXISTS,
  INVITATION,
  REQUESTED,
  RESET,
  UNDONE,
  unwrapped,
  VERIFY,
} from './message-examples';
import { renderMail } from './render';

for (const message of [
  RESET,
  CHANGED,
  VERIFY,
  CONFIRM,
  REQUESTED,
  EMAIL_CHANGED,
  UNDONE,
  EXISTS,
  INVITATION,
  DELETED,
]) {
  test(`a ${message.kind} mail fetches nothing and is in English, with a preview and dark colors`, async () => {
    const { html } = await renderMail(message, BRAND);
    expect(html).not.toMatch(/<img|<script|<link|@import|@font-face|url\(|<iframe|<form/i);
    expect(html).toContain('lang="en"');
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toMatch(/display:none[^>]*data-skip-in-text/);
  });

  test(`the text of a ${message.kind} mail says what its HTML says, in short lines and without markup`, async () => {
    const { html, text } = await renderMail(message, BRAND);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
    expect(text).not.toMatch(/[<>]|&\w+;/);
    for (const part of unwrapped(text.slice(0, text.indexOf('\n-- \n')))
      .trim()
      .split('\n\n'))
      expect(html).toContain(part);
  });

  test(`a hostile email or name is escaped in the HTML of a ${message.kind} mail`, async () => {
    const hostile = '"><img src=x onerror=alert(1)>&\'';
    const { html } = await renderMail({ ...message, to: `${hostile}@example.com` }, { ...BRAND, appName: hostile });
    expect(html).not.toContain('<img');
    expect(html).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;&#x27;@example.com');
  });
}

test('a hostile new email is escaped in the HTML of a notice of a changed email', async () => {
  const hostile = '"><img src=x onerror=alert(1)>&\'@example.com';
  const { html } = await renderMail({ ...EMAIL_CHANGED, newEmail: hostile }, BRAND);
  expect(html).not.toContain('<img');
  expect(html).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;&#x27;@example.com');
});
