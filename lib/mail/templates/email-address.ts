import type { MailDocument } from '../mail-document';
import type { MailBrand, MessageOf } from '../messages';
import {
  ASKS_FOR_PASSWORD,
  describeRepetition,
  formatInstant,
  formatOccurrences,
  linkValidity,
  NOTHING_TO_DO,
} from './phrases';

export function verifyLink({ to, link, validMinutes }: MessageOf<'verify-link'>, { appName }: MailBrand): MailDocument {
  const validity = linkValidity(validMinutes);
  return {
    subject: `Verify your email for ${appName}`,
    preview: `Confirm that this email is yours. ${validity}`,
    title: 'Verify your email',
    content: [
      `A new ${appName} account was created with the email ${to}. To confirm that this email is yours, open this link:`,
      {
        kind: 'mailed-link',
        url: link,
        label: 'Verify my email',
        details: [
          `${validity} ${ASKS_FOR_PASSWORD}`,
          'If you did not create this account, ignore this message. The email cannot be verified without the password of the account.',
        ],
      },
    ],
  };
}

export function confirmNewEmail(
  { to, link, validMinutes }: MessageOf<'confirm-new-email'>,
  { appName }: MailBrand,
): MailDocument {
  const validity = linkValidity(validMinutes);
  return {
    subject: `Confirm your new email for ${appName}`,
    preview: `Confirm that this email is yours. ${validity}`,
    title: 'Confirm your new email',
    content: [
      `Someone asked to change the email of their ${appName} account to ${to}. To confirm the change, open this link:`,
      {
        kind: 'mailed-link',
        url: link,
        label: 'Confirm my new email',
        details: [
          `${validity} ${ASKS_FOR_PASSWORD}`,
          'If you did not request this, ignore this message. The account keeps its current email.',
        ],
      },
    ],
  };
}

export function emailChangeRequested(
  { to, newEmail, requestedAt, times }: MessageOf<'email-change-requested'>,
  { appName, appUrl }: MailBrand,
): MailDocument {
  const { count, last } = describeRepetition(times);
  return {
    subject: `Email change requested for your ${appName} account`,
    preview: 'Someone asked to change it. Nothing has changed yet.',
    title: 'Email change requested',
    content: [
      `Someone asked${count} to change the email of your ${appName} account from ${to}${last} to ${newEmail}, on ${formatInstant(requestedAt)}. Nothing changes until the new email is confirmed.`,
      NOTHING_TO_DO,
      'If this was not you, someone knows your password. Sign in and change it. That cancels the change of your email and signs out all other sessions:',
      { kind: 'page-link', url: `${appUrl}/account/` },
      'If you cannot sign in, choose a new password here. That also cancels the change:',
      { kind: 'page-link', url: `${appUrl}/forgot-password/` },
    ],
  };
}

export function emailChanged(
  { to, newEmail, changedAt, link, validMinutes, times }: MessageOf<'email-changed'>,
  { appName }: MailBrand,
): MailDocument {
  const { count, last } = describeRepetition(times);
  return {
    subject: `Your ${appName} email was changed`,
    preview: `It was changed ${formatOccurrences(changedAt, times)}.`,
    title: 'Your email was changed',
    content: [
      `The email of your ${appName} account was changed${count} from ${to}${last} to ${newEmail} on ${formatInstant(changedAt)}.`,
      NOTHING_TO_DO,
      'If this was not you, undo the change with this link. It restores your former email, signs out all sessions and lets you choose a new password:',
      { kind: 'mailed-link', url: link, label: 'Undo this change', details: [linkValidity(validMinutes)] },
    ],
  };
}

export function emailChangeUndone(
  { to, changedAt, times }: MessageOf<'email-change-undone'>,
  { appName }: MailBrand,
): MailDocument {
  const when = formatOccurrences(changedAt, times);
  return {
    subject: `Your ${appName} email was changed back`,
    preview: `It was changed back ${when}.`,
    title: 'Your email was changed back',
    content: [
      `The change of the email of your ${appName} account to ${to} was undone ${when}, by the owner of its former email. The account no longer uses your email, and all sessions were signed out.`,
      NOTHING_TO_DO,
      'If this was not you, someone may be able to read the mail sent to the former email. Change the password of that mailbox first, then reset the password of the account.',
    ],
  };
}
