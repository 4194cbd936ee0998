import { Marked, type Token, type Tokens } from 'marked';
import { anchorIds } from './anchor-ids';
import { pageLinkOf } from './page-paths';

/** A document as a page: its heading of the first rank is the title, the rest is HTML. */
export type Guide = {
  title: string;
  html: string;
  /** Of the second rank. */
  headings: readonly { id: string; text: string }[];
};

/**
 * Renders Markdown. HTML in it is shown as text, and nothing in the result is a script or a style. Pure.
 * @param file the document, by its path from the project; its links are relative to it
 */
export function renderGuide(markdown: string, file: string): Guide {
  const nextId = anchorIds();
  const headings: { id: string; text: string }[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = textOf(tokens);
        const id = nextId(text);
        if (depth === 2) headings.push({ id, text });
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const target = pageLinkOf(href, file);
        return target === null ? text : `<a href="${escapeHtml(target)}">${text}</a>`;
      },
      // What is wider than the page scrolls inside, by the keyboard too.
      code: ({ text }) => `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`,
      table({ header, rows }) {
        const cell = ({ header: isHeader, text, tokens }: Tokens.TableCell) => {
          const content = this.parser.parseInline(tokens);
          return isHeader && text.trim() !== '' ? `<th scope="col">${content}</th>` : `<td>${content}</td>`;
        };
        const row = (cells: Tokens.TableCell[]) => `<tr>${cells.map(cell).join('')}</tr>`;
        const table = `<table><thead>${row(header)}</thead><tbody>${rows.map(row).join('')}</tbody></table>`;
        return `<div class="docs-table" tabindex="0">${table}</div>\n`;
      },
      html: ({ text }) => escapeHtml(text),
      // After an element such as <kbd> marked takes text for HTML, and would not escape it.
      text(token) {
        return 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : escapeText(token.text);
      },
      image: ({ text }) => escapeHtml(text),
    },
  });
  const tokens = marked.lexer(markdown);
  const title = titleOf(tokens);
  nextId(title); // it has an ID on other sites, so that a second heading of its text gets another one
  const html = marked.parser(tokens.filter((token) => !isTitle(token)));
  return { title, html, headings };
}

/** Title and first sentence of a document, as text. Pure. */
export function describeGuide(markdown: string): { title: string; summary: string } {
  const tokens = new Marked().lexer(markdown.slice(0, HEAD_CHARACTERS));
  const paragraph = tokens.find(({ type }) => type === 'paragraph');
  const text = paragraph ? textOf([paragraph]).replaceAll('\n', ' ') : '';
  return { title: titleOf(tokens), summary: /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text };
}

/** What has the title and the first sentence of every document. */
const HEAD_CHARACTERS = 2000;

const isTitle = (token: Token): boolean => token.type === 'heading' && 'depth' in token && token.depth === 1;

const titleOf = (tokens: readonly Token[]): string => textOf(tokens.filter(isTitle));

/** The text of tokens without their marks. */
const textOf = (tokens: readonly Token[]): string =>
  tokens.map((token) => ('tokens' in token && token.tokens ? textOf(token.tokens) : plainText(token))).join('');

const plainText = (token: Token): string => ('text' in token && typeof token.text === 'string' ? token.text : ' ');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark);

/** The same, of text whose entities stay. */
const escapeText = (text: string): string => text.replace(/&(?!#?\w+;)|[<>"]/g, (mark) => ENTITIES[mark] ?? mark);
