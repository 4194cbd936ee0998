import { expect, test } from 'playwright/test';
import {
  addressesIn,
  BRAND,
  CONFIRM,
  CONFIRM_LINK,
  EMAIL_CHANGED,
  emailsIn,
  REQUESTED,
  UNDO_LINK,
  UNDONE,
  unwrapped,
  VERIFY,
  VERIFY_LINK,
} from '../message-examples';
import { renderMail } from '../render';

test('a mail to verify an email carries its link as a button, as an address to copy, and alone on a line', async () => {
  const mail = await renderMail(VERIFY, BRAND);
  expect(mail.subject).toBe('Verify your email for Postern');
  expect(addressesIn(mail.html)).toEqual([VERIFY_LINK, VERIFY_LINK]);
  expect(mail.html).toContain(`>${VERIFY_LINK}</a>`);
  expect(mail.text.split('\n')).toContain(VERIFY_LINK);
  expect(mail.links).toEqual([VERIFY_LINK]);
  expect(emailsIn(mail)).toEqual(['ada@example.com']);
});

test('a mail to verify an email says what to do if its reader did not create the account', async () => {
  const { html, text } = await renderMail(VERIFY, BRAND);
  for (const part of [html, unwrapped(text)]) {
    expect(part).toContain('The link works once, within 1 day.');
    expect(part).toContain('It asks for your password if you are not signed in.');
    expect(part).toContain('If you did not create this account, ignore this message.');
    expect(part).toContain('The email cannot be verified without the password of the account.');
  }
});

test('a mail to a new email carries the link that confirms it, and does not name the current email', async () => {
  const mail = await renderMail(CONFIRM, BRAND);
  expect(mail.subject).toBe('Confirm your new email for Postern');
  expect(addressesIn(mail.html)).toEqual([CONFIRM_LINK, CONFIRM_LINK]);
  expect(mail.html).toContain(`>${CONFIRM_LINK}</a>`);
  expect(mail.text.split('\n')).toContain(CONFIRM_LINK);
  expect(mail.links).toEqual([CONFIRM_LINK]);
  expect(emailsIn(mail)).toEqual(['countess@example.org']);
});

test('a mail to a new email says what to do if its reader did not request it', async () => {
  const { html, text } = await renderMail(CONFIRM, BRAND);
  for (const part of [html, unwrapped(text)]) {
    expect(part).toContain('The link works once, within 1 hour.');
    expect(part).toContain('If you did not request this, ignore this message.');
    expect(part).toContain('The account keeps its current email.');
    expect(part).toContain('It asks for your password if you are not signed in.');
  }
});

test('a notice of a changed email names both emails and the time, and carries the link that undoes the change', async () => {
  const mail = await renderMail(EMAIL_CHANGED, BRAND);
  expect(mail.subject).toBe('Your Postern email was changed');
  for (const part of [mail.html, unwrapped(mail.text)]) {
    expect(part).toContain(
      'was changed from ada@example.com to countess@example.org on 24 November 2026 at 10:05 UTC.',
    );
  }
  expect(addressesIn(mail.html)).toEqual([UNDO_LINK, UNDO_LINK]);
  expect(mail.html).toContain(`>${UNDO_LINK}</a>`);
  expect(mail.text.split('\n')).toContain(UNDO_LINK);
  expect(mail.links).toEqual([UNDO_LINK]);
  expect(emailsIn(mail)).toEqual(['ada@example.com', 'countess@example.org']);
});

test('a notice of a changed email says what its link does, and for how long', async () => {
  const { html, text } = await renderMail(EMAIL_CHANGED, BRAND);
  for (const part of [html, unwrapped(text)]) {
    expect(part).toContain('If this was you, there is nothing to do.');
    expect(part).toContain('If this was not you, undo the change with this link.');
    expect(part).toContain('The link works once, within 3 days.');
    expect(part).toContain('It restores your former email, signs out all sessions and lets you choose a new password:');
  }
});

test('a notice of a requested email names both emails, and says that nothing has changed and how to cancel the change', async () => {
  const mail = await renderMail(REQUESTED, BRAND);
  const pages = ['https://login.example.com/account/', 'https://login.example.com/forgot-password/'];
  expect(mail.subject).toBe('Email change requested for your Postern account');
  for (const part of [mail.html, unwrapped(mail.text)]) {
    expect(part).toContain('from ada@example.com to countess@example.org, on 24 November 2026 at 09:55 UTC.');
    expect(part).toContain('If this was not you, someone knows your password.');
    expect(part).toContain('That cancels the change of your email');
    expect(part).toContain('Nothing changes until the new email is confirmed.');
  }
  expect(addressesIn(mail.html)).toEqual(pages);
  for (const link of pages) expect(mail.text.split('\n')).toContain(link);
  expect(mail.links).toEqual(pages);
  expect(emailsIn(mail)).toEqual(['ada@example.com', 'countess@example.org']);
});

test('a notice of an undone change of email says when, has no link and does not name the restored email', async () => {
  const mail = await renderMail(UNDONE, BRAND);
  expect(mail.subject).toBe('Your Postern email was changed back');
  for (const part of [mail.html, unwrapped(mail.text)]) {
    expect(part).toContain('25 November 2026 at 18:30 UTC');
    expect(part).toContain('The account no longer uses your email,');
    expect(part).toContain('If this was not you, someone may be able to read the mail');
  }
  expect(addressesIn(mail.html)).toEqual([]);
  expect(mail.links).toEqual([]);
  expect(emailsIn(mail)).toEqual(['countess@example.org']);
});
