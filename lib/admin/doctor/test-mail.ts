import type { RequestContext } from '../../context';
import { createTransport } from '../../mail/transports/create-transport';
import type { Delivery } from '../../mail/transports/transport';
import { newId } from '../../tokens/ids';

/** Sends a mail past the queue, so that the provider's answer is known. It has neither a link nor a user. */
export async function sendTestMail(
  to: string,
  { config: { mail, appName, appUrl }, now }: RequestContext,
): Promise<Delivery | { outcome: 'mailbox' }> {
  if (mail.kind === 'mailbox') return { outcome: 'mailbox' };
  const transport = await createTransport(mail);
  const words = `This is a test mail from ${appName} at ${appUrl}. An operator sent it to check that mail arrives. There is nothing to do.`;
  return transport.send({
    id: newId(now()),
    to,
    subject: `Test mail from ${appName}`,
    text: `${words}\n`,
    html: `<p>${escapeHtml(words)}</p>`,
  });
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
