import type { MailBlock, MailDocument } from './mail-document';
import type { MailBrand } from './messages';

/** Characters of a line, as RFC 3676 §4.2 suggests. */
const MAX_LINE_LENGTH = 72;

/** The text form of a mail: wrapped paragraphs, each link in full on a line of its own, the installation as signature. */
export function renderText({ title, content }: MailDocument, { appName, appUrl }: MailBrand): string {
  const parts = [title, ...content.flatMap(textsOf)];
  return `${parts.join('\n\n')}\n\n-- \n${appName}\n${appUrl}\n`;
}

function textsOf(block: MailBlock): string[] {
  if (typeof block === 'string') return [wrap(block)];
  switch (block.kind) {
    case 'page-link':
      return [block.url];
    case 'mailed-link':
      return [block.url, ...block.details.map(wrap)];
  }
}

/** Breaks a paragraph at spaces only: a longer word, such as an email, has a line of its own. */
function wrap(paragraph: string): string {
  const [first = '', ...words] = paragraph.split(' ');
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length <= MAX_LINE_LENGTH) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  return lines.join('\n');
}
