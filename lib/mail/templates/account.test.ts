import { expect, test } from 'playwright/test';
import { addressesIn, BRAND, DELETED, EXISTS, emailsIn, LINK, unwrapped } from '../message-examples';
import { renderMail } from '../render';

test('a mail about an existing account links to the sign-in page and to a new password', async () => {
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

test('a mail about an existing account says that nothing has changed', async () => {
  const { html, text } = await renderMail(EXISTS, BRAND);
  for (const part of [html, unwrapped(text)]) {
    expect(part).toContain('but an account with this email already exists.');
    expect(part).toContain('Nothing has changed.');
    expect(part).toContain('The link works once, within 1 hour.');
    expect(part).toContain('If this was not you, ignore this message.');
  }
});

test('a notice of a deleted account says when, and links only to the page to register again', async () => {
  const mail = await renderMail(DELETED, BRAND);
  expect(mail.subject).toBe('Your Postern account was deleted');
  for (const part of [mail.html, unwrapped(mail.text)]) expect(part).toContain('24 November 2026 at 10:05 UTC');
  expect(addressesIn(mail.html)).toEqual(['https://login.example.com/register/']);
  expect(mail.html).toContain('>https://login.example.com/register/</a>');
  expect(mail.text.split('\n')).toContain('https://login.example.com/register/');
  expect(mail.links).toEqual(['https://login.example.com/register/']);
  expect(emailsIn(mail)).toEqual(['ada@example.com']);
});

test('a notice of a deleted account links nowhere where people cannot register by themselves', async () => {
  const mail = await renderMail(DELETED, { ...BRAND, canRegister: false });
  expect(mail.links).toEqual([]);
  expect(addressesIn(mail.html)).toEqual([]);
  for (const part of [mail.html, mail.text]) expect(part).not.toContain('register');
});

test('a notice of a deleted account says what is gone, and what to do if another person deleted it', async () => {
  const { html, text } = await renderMail(DELETED, BRAND);
  for (const part of [html, unwrapped(text)]) {
    expect(part).toContain('with all its data. This cannot be undone.');
    expect(part).toContain('If this was not you, someone may know your password');
    expect(part).toContain('then the password of every account that used');
  }
});
