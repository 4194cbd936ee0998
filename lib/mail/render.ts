import { composeMail } from './compose';
import { linksOf } from './mail-document';
import type { MailBrand, MailMessage, RenderedMail } from './messages';
import { renderText } from './render-text';

/**
 * Renders a message in both forms, as HTML and as plain text. React Email is loaded with the first mail: it takes as long
 * as a tenth of the start.
 */
export async function renderMail(message: MailMessage, brand: MailBrand): Promise<RenderedMail> {
  const { renderHtml } = await import('./render-html');
  const document = composeMail(message, brand);
  return {
    subject: document.subject,
    html: await renderHtml(document, brand),
    text: renderText(document, brand),
    links: linksOf(document),
  };
}
