import { expect, test } from 'playwright/test';
import type { MailMessage, Notice, RenderedMail } from './messages';
import { renderMail } from './render';

const BRAND = { appName: 'Postern', appUrl: 'https://login.example.com' };
const LINK = 'https://login.example.com/reset-password/aB3_x-Zz/';
const RESET: MailMessage = { kind: 'reset-link', to: 'ada@example.com', link: LINK, validMinutes: 60 };
const CHANGED: Notice = { kind: 'password-changed', to: 'ada@example.com', changedAt: '2026-11-24T10:05:00.000Z' };
const VERIFY_LINK = 'https://login.example.com/verify-email/aB3_x-Zz/';
const VERIFY: MailMessage = { kind: 'verify-link', to: 'ada@example.com', link: VERIFY_LINK, validMinutes: 1440 };
const CONFIRM_LINK = 'https://login.example.com/confirm-email/aB3_x-Zz/';
const CONFIRM: MailMessage = {
  kind: 'confirm-new-email',
  to: 'countess@example.org',
  link: CONFIRM_LINK,
  validMinutes: 60,
};
const UNDO_LINK = 'https://login.example.com/undo-email/aB3_x-Zz/';
const EMAIL_CHANGED: Notice = {
  kind: 'email-changed',
  to: 'ada@example.com',
  newEmail: 'countess@example.org',
  changedAt: '2026-11-24T10:05:00.000Z',
  link: UNDO_LINK,
  validMinutes: 4320,
};
const UNDONE: Notice = {
  kind: 'email-change-undone',
  to: 'countess@example.org',
  changedAt: '2026-11-25T18:30:00.000Z',
};
const REQUESTED: Notice = {
  kind: 'email-change-requested',
  to: 'ada@example.com',
  newEmail: 'countess@example.org',
  requestedAt: '2026-11-24T09:55:00.000Z',
};
const EXISTS: MailMessage = { kind: 'account-exists', to: 'ada@example.com', link: LINK, validMinutes: 60 };
const DELETED: Notice = { kind: 'account-deleted', to: 'ada@example.com', deletedAt: '2026-11-24T10:05:00.000Z' };

/** The e-mail addresses that a mail names, in either form. */
const emailsIn = ({ subject, html, text }: RenderedMail) => [
  ...new Set([subject, html, text].flatMap((part) => part.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g) ?? [])),
];

/** Where the HTML points, or would fetch from. */
const addressesIn = (html: string) =>
  [...html.matchAll(/(?:href|src|srcset|background|action|url)\s*(?:=\s*"|\()\s*([^")]+)/gi)].map(
    ([, address]) => address,
  );

test('a reset mail carries its link as a button, as an address to copy, and alone on a line of the text', async () => {
  const { subject, html, text, links } = await renderMail(RESET, BRAND);
  expect(subject).toBe('Reset your Postern password');
  expect(addressesIn(html)).toEqual([LINK, LINK]);
  expect(html).toContain(`>${LINK}</a>`);
  expect(text.split('\n')).toContain(LINK);
  expect(links).toEqual([LINK]);
});

test('a reset mail says how long its link works, that it works once, and what to do about an unasked one', async () => {
  const { html, text } = await renderMail(RESET, BRAND);
  for (const part of [html, text]) {
    expect(part).toContain('The link works once, within 1 hour.');
    expect(part).toContain('If you did not request this, ignore this message.');
  }
});

for (const [validMinutes, words] of [
  [0, '1 minute'],
  [1, '1 minute'],
  [45.5, '45 minutes'],
  [90, '90 minutes'],
  [120, '2 hours'],
  [1440, '1 day'],
  [2880, '2 days'],
] as const) {
  test(`${validMinutes} minutes are told as ${words}`, async () => {
    const { text } = await renderMail({ ...RESET, validMinutes }, BRAND);
    expect(text).toContain(`within ${words}.`);
  });
}

test('a notice of a changed password says when, and links only to where a new one can be asked for', async () => {
  const { subject, html, text, links } = await renderMail(CHANGED, BRAND);
  expect(subject).toBe('Your Postern password was changed');
  for (const part of [html, text]) expect(part).toContain('24 November 2026 at 10:05 UTC');
  expect(text.split('\n')).toContain('https://login.example.com/forgot-password/');
  expect(addressesIn(html)).toEqual(['https://login.example.com/forgot-password/']);
  expect(links).toEqual(['https://login.example.com/forgot-password/']);
});

test('a mail to verify an e-mail carries its link as a button, as an address to copy, and alone on a line', async () => {
  const mail = await renderMail(VERIFY, BRAND);
  expect(mail.subject).toBe('Verify your email for Postern');
  expect(addressesIn(mail.html)).toEqual([VERIFY_LINK, VERIFY_LINK]);
  expect(mail.html).toContain(`>${VERIFY_LINK}</a>`);
  expect(mail.text.split('\n')).toContain(VERIFY_LINK);
  expect(mail.links).toEqual([VERIFY_LINK]);
  expect(emailsIn(mail)).toEqual(['ada@example.com']);
});

test('a mail to verify an e-mail warns whoever did not make the account', async () => {
  const { html, text } = await renderMail(VERIFY, BRAND);
  for (const part of [html, text]) {
    expect(part).toContain('The link works once, within 1 day.');
    expect(part).toContain('It asks for your password if you are not signed in.');
    expect(part).toContain('If you did not create this account, ignore this message.');
    expect(part).toContain('The email cannot be verified without the password of the account.');
  }
});

test('a mail to a new e-mail carries the link that confirms it, and does not name the present one', async () => {
  const mail = await renderMail(CONFIRM, BRAND);
  expect(mail.subject).toBe('Confirm your new email for Postern');
  expect(addressesIn(mail.html)).toEqual([CONFIRM_LINK, CONFIRM_LINK]);
  expect(mail.html).toContain(`>${CONFIRM_LINK}</a>`);
  expect(mail.text.split('\n')).toContain(CONFIRM_LINK);
  expect(mail.links).toEqual([CONFIRM_LINK]);
  expect(emailsIn(mail)).toEqual(['countess@example.org']);
});

test('a mail to a new e-mail warns whoever did not ask for it', async () => {
  const { html, text } = await renderMail(CONFIRM, BRAND);
  for (const part of [html, text]) {
    expect(part).toContain('The link works once, within 1 hour.');
    expect(part).toContain('If you did not request this, ignore this message.');
    expect(part).toContain('The account keeps its current email.');
    expect(part).toContain('It asks for your password if you are not signed in.');
  }
});

test('a notice of a changed e-mail names both addresses and the moment, and carries the link that undoes it', async () => {
  const mail = await renderMail(EMAIL_CHANGED, BRAND);
  expect(mail.subject).toBe('Your Postern email was changed');
  for (const part of [mail.html, mail.text]) expect(part).toContain('24 November 2026 at 10:05 UTC');
  expect(addressesIn(mail.html)).toEqual([UNDO_LINK, UNDO_LINK]);
  expect(mail.html).toContain(`>${UNDO_LINK}</a>`);
  expect(mail.text.split('\n')).toContain(UNDO_LINK);
  expect(mail.links).toEqual([UNDO_LINK]);
  expect(emailsIn(mail)).toEqual(['ada@example.com', 'countess@example.org']);
  expect(mail.html).toContain('was changed from ada@example.com to countess@example.org on');
  expect(mail.text).toContain('was changed from\nada@example.com\nto\ncountess@example.org\non');
});

test('a notice of a changed e-mail says what its link does, and for how long', async () => {
  const { html, text } = await renderMail(EMAIL_CHANGED, BRAND);
  for (const part of [html, text]) {
    expect(part).toContain('If this was you, there is nothing to do.');
    expect(part).toContain('If this was not you, undo the change with this link.');
    expect(part).toContain('The link works once, within 3 days.');
  }
  expect(html).toContain('It restores your former email, signs out all sessions and lets you choose a new password:');
  expect(text).toContain('It restores your former email, signs out all sessions\nand lets you choose a new password:');
});

test('a hostile new e-mail is text in the HTML of a notice of a changed e-mail', async () => {
  const hostile = '"><img src=x onerror=alert(1)>&\'@example.com';
  const { html } = await renderMail({ ...EMAIL_CHANGED, newEmail: hostile }, BRAND);
  expect(html).not.toContain('<img');
  expect(html).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;&#x27;@example.com');
});

test('a notice of a requested e-mail names both, and says that nothing has changed and how to cancel it', async () => {
  const mail = await renderMail(REQUESTED, BRAND);
  const [account, forgotten] = ['https://login.example.com/account/', 'https://login.example.com/forgot-password/'];
  expect(mail.subject).toBe('Email change requested for your Postern account');
  for (const part of [mail.html, mail.text]) {
    expect(part).toContain('on 24 November 2026 at 09:55 UTC.');
    expect(part).toContain('If this was not you, someone knows your password.');
    expect(part).toContain('That cancels the change of your email');
    expect(part).toContain('Nothing changes until the new email is confirmed.');
  }
  expect(mail.html).toContain('from ada@example.com to countess@example.org, on');
  expect(addressesIn(mail.html)).toEqual([account, forgotten]);
  for (const link of [account, forgotten]) expect(mail.text.split('\n')).toContain(link);
  expect(mail.links).toEqual([account, forgotten]);
  expect(emailsIn(mail)).toEqual(['ada@example.com', 'countess@example.org']);
});

for (const [message, html, text, preview] of [
  [
    CHANGED,
    'ada@example.com was changed 3 times, last on 24 November 2026 at 10:05 UTC.',
    'was changed 3 times, last on 24 November 2026 at 10:05 UTC.',
    'It was changed 3 times, last on 24 November 2026 at 10:05 UTC.',
  ],
  [
    REQUESTED,
    'asked 3 times to change the email of your Postern account from ada@example.com, the last time to countess@example.org, on 24 November 2026 at 09:55 UTC.',
    'asked 3 times to change the email\nof your Postern account from\nada@example.com\nthe last time to\ncountess@example.org\non 24 November',
    'Someone asked to change it. Nothing has changed yet.',
  ],
  [
    EMAIL_CHANGED,
    'was changed 3 times from ada@example.com, the last time to countess@example.org on 24 November 2026 at 10:05 UTC.',
    'was changed 3 times from\nada@example.com\nthe last time to\ncountess@example.org\non 24 November',
    'It was changed 3 times, last on 24 November 2026 at 10:05 UTC.',
  ],
  [
    UNDONE,
    'was undone 3 times, last on 25 November 2026 at 18:30 UTC, by',
    'was undone\n3 times, last on 25 November 2026 at 18:30 UTC,\nby',
    'It was changed back 3 times, last on 25 November 2026 at 18:30 UTC.',
  ],
  [
    DELETED,
    'was deleted 3 times, last on 24 November 2026 at 10:05 UTC, with',
    'was deleted 3 times, last on 24 November 2026 at 10:05 UTC,\nwith',
    'It was deleted 3 times, last on 24 November 2026 at 10:05 UTC.',
  ],
] as const) {
  test(`a ${message.kind} mail that stands for three says so, and when the last was`, async () => {
    const mail = await renderMail({ ...message, times: 3 }, BRAND);
    expect(mail.html).toContain(html);
    expect(mail.text).toContain(text);
    expect(mail.html).toContain(preview);
    for (const line of mail.text.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
    expect((await renderMail({ ...message, times: 1 }, BRAND)).text).toBe((await renderMail(message, BRAND)).text);
  });
}

test('a notice of an e-mail changed back says when, links to nothing and does not name the one that is back', async () => {
  const mail = await renderMail(UNDONE, BRAND);
  expect(mail.subject).toBe('Your Postern email was changed back');
  for (const part of [mail.html, mail.text]) {
    expect(part).toContain('25 November 2026 at 18:30 UTC');
    expect(part).toContain('The account no longer uses your email,');
    expect(part).toContain('If this was not you, someone may be able to read the mail');
  }
  expect(addressesIn(mail.html)).toEqual([]);
  expect(mail.links).toEqual([]);
  expect(emailsIn(mail)).toEqual(['countess@example.org']);
});

test('a mail about an account that exists links to the sign-in, and to a new password', async () => {
  const mail = await renderMail(EXISTS, BRAND);
  expect(mail.subject).toBe('You already have a Postern account');
  expect(addressesIn(mail.html)).toEqual(['https://login.example.com/login/', LINK, LINK]);
  expect(mail.html).toContain(`>${LINK}</a>`);
  expect(mail.html).toContain('>https://login.example.com/login/</a>');
  expect(mail.text.split('\n')).toContain(LINK);
  expect(mail.text.split('\n')).toContain('https://login.example.com/login/');
  expect(mail.links).toEqual([LINK, 'https://login.example.com/login/']);
  expect(emailsIn(mail)).toEqual(['ada@example.com']);
});

test('a mail about an account that exists says that nothing has changed', async () => {
  const { html, text } = await renderMail(EXISTS, BRAND);
  for (const part of [html, text]) {
    expect(part).toContain('but an account with this email already exists.');
    expect(part).toContain('Nothing has changed.');
    expect(part).toContain('The link works once, within 1 hour.');
    expect(part).toContain('If this was not you, ignore this message.');
  }
});

test('a notice of a deleted account says when, and links only to where one can register again', async () => {
  const mail = await renderMail(DELETED, BRAND);
  expect(mail.subject).toBe('Your Postern account was deleted');
  for (const part of [mail.html, mail.text]) expect(part).toContain('24 November 2026 at 10:05 UTC');
  expect(addressesIn(mail.html)).toEqual(['https://login.example.com/register/']);
  expect(mail.html).toContain('>https://login.example.com/register/</a>');
  expect(mail.text.split('\n')).toContain('https://login.example.com/register/');
  expect(mail.links).toEqual(['https://login.example.com/register/']);
  expect(emailsIn(mail)).toEqual(['ada@example.com']);
});

test('a notice of a deleted account says what is gone, and what to do if somebody else did it', async () => {
  const { html, text } = await renderMail(DELETED, BRAND);
  for (const part of [html, text]) {
    expect(part).toContain('with all its data. This cannot be undone.');
    expect(part).toContain('If this was not you, someone may know your password');
    expect(part).toContain('then the password of every account that used');
  }
});

for (const message of [RESET, CHANGED, VERIFY, CONFIRM, REQUESTED, EMAIL_CHANGED, UNDONE, EXISTS, DELETED]) {
  test(`a ${message.kind} mail fetches nothing and is English, with a preview and a dark look`, async () => {
    const { html } = await renderMail(message, BRAND);
    expect(html).not.toMatch(/<img|<script|<link|@import|@font-face|url\(|<iframe|<form/i);
    expect(html).toContain('lang="en"');
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toMatch(/display:none[^>]*data-skip-in-text/);
  });

  test(`the text of a ${message.kind} mail has short lines and no markup`, async () => {
    const { text } = await renderMail(message, BRAND);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
    expect(text).not.toMatch(/[<>]|&\w+;/);
  });

  test(`a hostile address or name is text in the HTML of a ${message.kind} mail`, async () => {
    const hostile = '"><img src=x onerror=alert(1)>&\'';
    const { html } = await renderMail({ ...message, to: `${hostile}@example.com` }, { ...BRAND, appName: hostile });
    expect(html).not.toContain('<img');
    expect(html).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;&#x27;@example.com');
  });
}
