import type { MailMessage, Notice, RenderedMail } from './messages';

/** Messages for unit tests, one of each kind, and what the tests look for in their mails. */

export const BRAND = { appName: 'Postern', appUrl: 'https://login.example.com', canRegister: true };
export const LINK = 'https://login.example.com/reset-password/aB3_x-Zz/';
export const RESET = { kind: 'reset-link', to: 'ada@example.com', link: LINK, validMinutes: 60 } satisfies MailMessage;
export const CHANGED = {
  kind: 'password-changed',
  to: 'ada@example.com',
  changedAt: '2026-11-24T10:05:00.000Z',
} satisfies Notice;
export const VERIFY_LINK = 'https://login.example.com/verify-email/aB3_x-Zz/';
export const VERIFY = {
  kind: 'verify-link',
  to: 'ada@example.com',
  link: VERIFY_LINK,
  validMinutes: 1440,
} satisfies MailMessage;
export const CONFIRM_LINK = 'https://login.example.com/confirm-email/aB3_x-Zz/';
export const CONFIRM = {
  kind: 'confirm-new-email',
  to: 'countess@example.org',
  link: CONFIRM_LINK,
  validMinutes: 60,
} satisfies MailMessage;
export const UNDO_LINK = 'https://login.example.com/undo-email/aB3_x-Zz/';
export const EMAIL_CHANGED = {
  kind: 'email-changed',
  to: 'ada@example.com',
  newEmail: 'countess@example.org',
  changedAt: '2026-11-24T10:05:00.000Z',
  link: UNDO_LINK,
  validMinutes: 4320,
} satisfies Notice;
export const UNDONE = {
  kind: 'email-change-undone',
  to: 'countess@example.org',
  changedAt: '2026-11-25T18:30:00.000Z',
} satisfies Notice;
export const REQUESTED = {
  kind: 'email-change-requested',
  to: 'ada@example.com',
  newEmail: 'countess@example.org',
  requestedAt: '2026-11-24T09:55:00.000Z',
} satisfies Notice;
export const EXISTS = {
  kind: 'account-exists',
  to: 'ada@example.com',
  link: LINK,
  validMinutes: 60,
} satisfies MailMessage;
export const INVITATION_LINK = 'https://login.example.com/invitation/aB3_x-Zz/';
export const INVITATION = {
  kind: 'invitation',
  to: 'ada@example.com',
  link: INVITATION_LINK,
  validMinutes: 10_080,
} satisfies MailMessage;
export const DELETED = {
  kind: 'account-deleted',
  to: 'ada@example.com',
  deletedAt: '2026-11-24T10:05:00.000Z',
} satisfies Notice;

/** The email addresses that a mail names, in either form. */
export const emailsIn = ({ subject, html, text }: RenderedMail): string[] => [
  ...new Set([subject, html, text].flatMap((part) => part.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g) ?? [])),
];

/** The addresses that HTML links to, or would fetch from. */
export const addressesIn = (html: string): (string | undefined)[] =>
  [...html.matchAll(/(?:href|src|srcset|background|action|url)\s*(?:=\s*"|\()\s*([^")]+)/gi)].map(
    ([, address]) => address,
  );

/** Joins the lines of each paragraph, so that HTML and text can be compared with the same sentences. */
export const unwrapped = (text: string): string => text.replace(/(?<!\n)\n(?!\n)/g, ' ');
