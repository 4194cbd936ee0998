import type { MailDocument } from '../mail-document';
import type { MailBrand, MessageOf } from '../messages';
import { formatOccurrences, linkValidity, NOTHING_TO_DO } from './phrases';

export function resetLink({ to, link, validMinutes }: MessageOf<'reset-link'>, { appName }: MailBrand): MailDocument {
  const validity = linkValidity(validMinutes);
  return {
    subject: `Reset your ${appName} password`,
    preview: `Choose a new password. ${validity}`,
    title: 'Reset your password',
    content: [
      `Someone asked to reset the ${appName} password of ${to}. To choose a new one, open this link:`,
      {
        kind: 'mailed-link',
        url: link,
        label: 'Choose a new password',
        details: [validity, 'If you did not request this, ignore this message. Your password stays as it is.'],
      },
    ],
  };
}

export function passwordChanged(
  { to, changedAt, times }: MessageOf<'password-changed'>,
  { appName, appUrl }: MailBrand,
): MailDocument {
  const when = formatOccurrences(changedAt, times);
  return {
    subject: `Your ${appName} password was changed`,
    preview: `It was changed ${when}.`,
    title: 'Your password was changed',
    content: [
      `The ${appName} password of ${to} was changed ${when}. Other devices have been signed out.`,
      NOTHING_TO_DO,
      'If this was not you, someone may be able to read your mail. Change the password of your mailbox first, then choose a new one here:',
      { kind: 'page-link', url: `${appUrl}/forgot-password/` },
    ],
  };
}
