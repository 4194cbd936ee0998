import type { MailDocument } from '../mail-document';
import type { MailBrand, MessageOf } from '../messages';
import { linkValidity } from './phrases';

export function invitation({ to, link, validMinutes }: MessageOf<'invitation'>, { appName }: MailBrand): MailDocument {
  const validity = linkValidity(validMinutes);
  return {
    subject: `You are invited to ${appName}`,
    preview: `Create your account. ${validity}`,
    title: 'You are invited',
    content: [
      `You are invited to create a ${appName} account with the email ${to}. To choose a password, open this link:`,
      {
        kind: 'mailed-link',
        url: link,
        label: 'Create my account',
        details: [validity, 'If you did not expect this, ignore this message. No account is created.'],
      },
    ],
  };
}
