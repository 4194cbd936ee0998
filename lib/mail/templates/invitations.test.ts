import { expect, test } from 'playwright/test';
import { addressesIn, BRAND, emailsIn, INVITATION, INVITATION_LINK, unwrapped } from '../message-examples';
import { renderMail } from '../render';

test('an invitation names the address and the product, and leads to its link alone', async () => {
  const mail = await renderMail(INVITATION, BRAND);
  expect(mail.subject).toBe('You are invited to Postern');
  expect(mail.links).toEqual([INVITATION_LINK]);
  expect(addressesIn(mail.html)).toEqual([INVITATION_LINK, INVITATION_LINK]);
  expect(mail.text.split('\n')).toContain(INVITATION_LINK);
  expect(emailsIn(mail)).toEqual(['ada@example.com']);
});

test('an invitation says how long it is valid, and that nothing happens without it', async () => {
  const { html, text } = await renderMail(INVITATION, BRAND);
  for (const part of [html, unwrapped(text)]) {
    expect(part).toContain('You are invited to create a Postern account with the email ada@example.com.');
    expect(part).toContain('The link works once, within 7 days.');
    expect(part).toContain('If you did not expect this, ignore this message. No account is created.');
  }
});
