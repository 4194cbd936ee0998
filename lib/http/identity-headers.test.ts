import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { encodeHeaderList, encodeHeaderText, identityHeaders } from './identity-headers';

/** Visible characters and single spaces between them; a field of HTTP (RFC 9110 §5.5) that every program reads alike. */
const FIELD = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;

const decode = decodeURIComponent;
const decodeList = (header: string) => (header === '' ? [] : header.split(',').map(decode));

const TEXTS: [title: string, text: string, header: string][] = [
  ['a plain name', 'Ada Lovelace', 'Ada Lovelace'],
  ['punctuation', `O'Neill, "Ada" <a+b@x.example>; q=1`, `O'Neill, "Ada" <a+b@x.example>; q=1`],
  ['a line break and a header', 'Ada\r\nRemote-Groups: admin', 'Ada%0D%0ARemote-Groups: admin'],
  ['other control characters', 'a\0\t\x7f\u0085\u2028b', 'a%00%09%7F%C2%85%E2%80%A8b'],
  ['letters of Latin-1', 'Zoë', 'Zo%C3%AB'],
  ['letters above U+00FF', '東京', '%E6%9D%B1%E4%BA%AC'],
  ['characters above U+FFFF', '😀', '%F0%9F%98%80'],
  ['what looks encoded', '%41%2C 100%', '%2541%252C 100%25'],
  ['spaces at the ends', '  a b ', '%20%20a b%20'],
  ['an empty text', '', ''],
];

for (const [title, text, header] of TEXTS) {
  test(`the value of a header › ${title} is encoded, and decodes to the original`, () => {
    expect(encodeHeaderText(text)).toBe(header);
    expect(decode(header)).toBe(text);
  });
}

test('the value of a header › unpaired surrogates become U+FFFD, and pairs stay', () => {
  expect(decode(encodeHeaderText('a\ud800b'))).toBe('a\ufffdb');
  expect(decode(encodeHeaderText('\udc00\ud83d\ude00\ud83d'))).toBe('\ufffd😀\ufffd');
});

test('the value of a header › whatever the text is, it is one field, and decodes to the original', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const header = encodeHeaderText(text);
      expect(header).toMatch(FIELD);
      expect(decode(header)).toBe(text);
    }),
  );
});

test('the items of a list › whatever they are, commas included, decode to the originals', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1 })), (items) => {
      const header = encodeHeaderList(items);
      expect(header).toMatch(FIELD);
      expect(decodeList(header)).toEqual(items);
    }),
  );
  expect(encodeHeaderList(['a,b', 'c'])).toBe('a%2Cb,c');
});

const ADA = { id: '0190', email: 'ada%x@example.com', roles: ['admin', 'editor'] };

test('identity headers › name the user, the email, the name and the roles', () => {
  expect(identityHeaders({ ...ADA, name: 'Zoë' })).toEqual({
    'Remote-User': '0190',
    'Remote-Email': 'ada%25x@example.com',
    'Remote-Name': 'Zo%C3%AB',
    'Remote-Groups': 'admin,editor',
  });
});

test('identity headers › are empty for what a user does not have, and have no name where there is no such field', () => {
  expect(identityHeaders({ ...ADA, name: null, roles: [] })).toMatchObject({ 'Remote-Name': '', 'Remote-Groups': '' });
  expect(identityHeaders({ ...ADA, name: undefined })).not.toHaveProperty('Remote-Name');
});
