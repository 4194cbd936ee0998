import { expect, test } from 'playwright/test';
import { renderText } from './render-text';

const BRAND = { appName: 'Postern', appUrl: 'https://login.example.com', canRegister: true };

/** The text of a mail with this content. */
const textOf = (content: Parameters<typeof renderText>[0]['content']) =>
  renderText({ subject: 'Subject', preview: 'Preview', title: 'Title', content }, BRAND);

test('the text of a mail has a title, wrapped paragraphs, links on lines of their own and a signature', () => {
  const text = textOf([
    'A paragraph of a mail is wrapped where the next word would make the line longer than 72 characters.',
    { kind: 'mailed-link', url: 'https://login.example.com/x/', label: 'Label', details: ['First.', 'Second.'] },
    { kind: 'page-link', url: 'https://login.example.com/login/' },
  ]);
  expect(text).toBe(`Title

A paragraph of a mail is wrapped where the next word would make the line
longer than 72 characters.

https://login.example.com/x/

First.

Second.

https://login.example.com/login/

-- 
Postern
https://login.example.com
`);
});

test('a word that is longer than a line of text has a line of its own, and is not broken', () => {
  const email = `${'a'.repeat(64)}@${'b'.repeat(60)}.example.com`;
  expect(textOf([`The account of ${email} was deleted.`])).toContain(`\n\nThe account of\n${email}\nwas deleted.\n\n`);
});

test('the text of a mail has the whole address of a link that is longer than a line', () => {
  const url = `https://login.example.com/reset-password/${'x'.repeat(100)}/`;
  expect(textOf([{ kind: 'mailed-link', url, label: 'Label', details: [] }]).split('\n')).toContain(url);
  expect(textOf([{ kind: 'page-link', url }]).split('\n')).toContain(url);
});
