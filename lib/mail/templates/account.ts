import type { MailDocument } from '../mail-document';
import type { MailBrand, MessageOf } from '../messages';
import { formatOccurrences, linkValidity, NOTHING_TO_DO } from './phrases';

export function accountExists(
  { to, link, validMinutes }: MessageOf<'account-exists'>,
  { appName, appUrl }: MailBrand,
): MailDocument {
  return {
    subject: `You already have a ${appName} account`,
    preview: 'Someone tried to create another one. Nothing has changed.',
    title: 'You already have an account',
    content: [
      `Someone tried to create a new ${appName} account with ${to}, but an account with this email already exists. Nothing has changed.`,
      'If this was you, sign in to your account:',
      { kind: 'page-link', url: `${appUrl}/login/` },
      'If you forgot its password, choose a new one with this link:',
      {
        kind: 'mailed-link',
        url: link,
        label: 'Choose a new password',
        details: [linkValidity(validMinutes), 'If this was not you, ignore this message. Your account stays as it is.'],
      },
    ],
  };
}

export function accountDeleted(
  { to, deletedAt, times }: MessageOf<'account-deleted'>,
  { appName, appUrl, canRegister }: MailBrand,
): MailDocument {
  const when = formatOccurrences(deletedAt, times);
  return {
    subject: `Your ${appName} account was deleted`,
    preview: `It was deleted ${when}.`,
    title: 'Your account was deleted',
    content: [
      `The ${appName} account of ${to} was deleted ${when}, with all its data. This cannot be undone.`,
      NOTHING_TO_DO,
      'If this was not you, someone may know your password or be able to read your mail. Change the password of your mailbox first, then the password of every account that used the same password as this one.',
      ...(canRegister
        ? (['You can register again at any time:', { kind: 'page-link', url: `${appUrl}/register/` }] as const)
        : []),
    ],
  };
}
