import { expect, test } from 'playwright/test';
import { describeGuide, renderGuide } from './render-guide';

const htmlOf = (markdown: string) => renderGuide(markdown, 'docs/api.md').html.trim();

test('the first heading is the title, and no part of the text', () => {
  const { title, html } = renderGuide('# The `API`\n\nText.\n', 'docs/api.md');
  expect([title, html]).toEqual(['The API', '<p>Text.</p>\n']);
});

test('headings have the IDs of GitHub, also where two are alike', () => {
  const markdown = '# Errors\n\n## Errors\n\n### The `Host` header, and more\n\n## Errors\n';
  const { html, headings } = renderGuide(markdown, 'docs/api.md');
  const ids = [...html.matchAll(/<h(\d) id="([^"]+)">/g)].map(([, depth, id]) => `${depth} ${id}`);
  expect(ids).toEqual(['2 errors-1', '3 the-host-header-and-more', '2 errors-2']);
  expect(headings).toEqual([
    { id: 'errors-1', text: 'Errors' },
    { id: 'errors-2', text: 'Errors' },
  ]);
});

test('HTML is shown as text', () => {
  expect(htmlOf('<script>alert(1)</script>')).toBe('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(htmlOf('a <img src=x onerror=alert(1)> b')).toBe('<p>a &lt;img src=x onerror=alert(1)&gt; b</p>');
  expect(htmlOf('Press <kbd> <img src=x onerror=alert(1)')).toBe(
    '<p>Press &lt;kbd&gt; &lt;img src=x onerror=alert(1)</p>',
  );
  expect(htmlOf('a < b & c &amp; d')).toBe('<p>a &lt; b &amp; c &amp; d</p>');
  expect(htmlOf('`<b>"&"`')).toBe('<p><code>&lt;b&gt;&quot;&amp;&quot;</code></p>');
});

test('code and tables can be scrolled by the keyboard', () => {
  expect(htmlOf('```js\na < b;\n```')).toBe('<pre tabindex="0"><code>a &lt; b;</code></pre>');
  expect(htmlOf('| a | |\n|---|---|\n| `1` | [2](settings.md) |')).toBe(
    '<div class="docs-table" tabindex="0"><table><thead><tr><th scope="col">a</th><td></td></tr></thead>' +
      '<tbody><tr><td><code>1</code></td><td><a href="/docs/settings/">2</a></td></tr></tbody></table></div>',
  );
});

test('a link that leads to no page is only its text', () => {
  expect(htmlOf('[the license](../LICENSE) and [this](javascript:alert)')).toBe('<p>the license and this</p>');
  expect(htmlOf('[out](https://example.com/?a=1&b="2")')).toBe(
    '<p><a href="https://example.com/?a=1&amp;b=&quot;2&quot;">out</a></p>',
  );
});

test('a picture is its description', () => {
  expect(htmlOf('![The sign-in page](sign-in.png)')).toBe('<p>The sign-in page</p>');
});

test('a guide is described by its title and its first sentence', () => {
  const markdown =
    '# A `page`\n\n- [a list](#x)\n\nIt takes Node.js 20.19\nand a `minute`. Then it is done.\n\n## More\n';
  expect(describeGuide(markdown)).toEqual({ title: 'A page', summary: 'It takes Node.js 20.19 and a minute.' });
  expect(describeGuide('No title')).toEqual({ title: '', summary: 'No title' });
});
