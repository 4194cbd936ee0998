import type { MailDocument } from './mail-document';
import type { MailBrand, MailKind, MailMessage, MessageOf } from './messages';
import { accountDeleted, accountExists } from './templates/account';
import {
  confirmNewEmail,
  emailChanged,
  emailChangeRequested,
  emailChangeUndone,
  verifyLink,
} from './templates/email-address';
import { invitation } from './templates/invitations';
import { passwordChanged, resetLink } from './templates/passwords';

type Template<Kind extends MailKind> = (message: MessageOf<Kind>, brand: MailBrand) => MailDocument;

/** What each kind of message says. */
const TEMPLATES: { readonly [Kind in MailKind]: Template<Kind> } = {
  'reset-link': resetLink,
  'password-changed': passwordChanged,
  'verify-link': verifyLink,
  'confirm-new-email': confirmNewEmail,
  'email-change-requested': emailChangeRequested,
  'email-changed': emailChanged,
  'email-change-undone': emailChangeUndone,
  'account-exists': accountExists,
  invitation,
  'account-deleted': accountDeleted,
};

/** @throws TypeError for a kind that only another version of Postern knows */
export function composeMail(message: MailMessage, brand: MailBrand): MailDocument {
  // The type of the table pairs each kind with its message; TypeScript does not follow that through a union.
  const template = TEMPLATES[message.kind] as Template<MailKind>;
  return template(message, brand);
}
