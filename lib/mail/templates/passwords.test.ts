import { expect, test } from 'playwright/test';
import { addressesIn, BRAND, CHANGED, LINK, RESET, unwrapped } from '../message-examples';
import { renderMail } from '../render';

test('a reset mail carries its link as a button, as an address to copy, and alone on a line of the text', async () => {
  const { subject, html, text, links } = await renderMail(RESET, BRAND);
  expect(subject).toBe('Reset your Postern password');
  expect(addressesIn(html)).toEqual([LINK, LINK]);
  expect(html).toContain(`>${LINK}</a>`);
  expect(text.split('\n')).toContain(LINK);
  expect(links).toEqual([LINK]);
});

test('a reset mail says how long its link works, that it works once, and what to do if the owner did not request it', async () => {
  const { html, text } = await renderMail(RESET, BRAND);
  for (const part of [html, unwrapped(text)]) {
    expect(part).toContain('The link works once, within 1 hour.');
    expect(part).toContain('If you did not request this, ignore this message.');
  }
});

test('a notice of a changed password says when, and links only to the page to request a reset', async () => {
  const { subject, html, text, links } = await renderMail(CHANGED, BRAND);
  expect(subject).toBe('Your Postern password was changed');
  for (const part of [html, unwrapped(text)]) expect(part).toContain('24 November 2026 at 10:05 UTC');
  expect(text.split('\n')).toContain('https://login.example.com/forgot-password/');
  expect(addressesIn(html)).toEqual(['https://login.example.com/forgot-password/']);
  expect(links).toEqual(['https://login.example.com/forgot-password/']);
});
