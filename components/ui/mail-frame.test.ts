import { expect, test } from 'playwright/test';
import { framed } from './mail-frame';

test('style attributes become rules of a sheet with the nonce', () => {
  const html =
    '<html><head><title>x</title><style>p { margin: 0 }</style></head><body class="paper" style="color:red"><p style="font-family:&#x27;A &amp; B&#x27;">x</p></body></html>';
  expect(framed(html, 'NONCE')).toBe(
    '<html><head><base target="_blank"><style nonce="NONCE">[data-style="0"]{color:red}' +
      `[data-style="1"]{font-family:'A & B'}</style><title>x</title><style nonce="NONCE">p { margin: 0 }</style></head>` +
      '<body class="paper" data-style="0"><p data-style="1">x</p></body></html>',
  );
});
