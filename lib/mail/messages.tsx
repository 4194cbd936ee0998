/** @jsxImportSource react */
// Without the line above Playwright's runner would compile this JSX for its own component tests.
import { render } from '@react-email/components';
import {
  type Composition,
  composeAccountDeleted,
  composeAccountExists,
  composeConfirmNewEmail,
  composeEmailChanged,
  composeEmailChangeUndone,
  composePasswordChanged,
  composeResetLink,
  composeVerifyLink,
} from './compositions';
import { Letter } from './letter';

/** What Postern has to say by mail. Kept sealed in the outbox as JSON, so every part is text or a number. */
export type MailMessage =
  | { kind: 'reset-link'; to: string; link: string; validMinutes: number }
  /** `changedAt` is RFC 3339. */
  | { kind: 'password-changed'; to: string; changedAt: string }
  | { kind: 'verify-link'; to: string; link: string; validMinutes: number }
  /** `to` is the new address. It may be a stranger's by mistake, so the present one is not named. */
  | { kind: 'confirm-new-email'; to: string; link: string; validMinutes: number }
  /** `to` is the old address, `link` what brings it back; `changedAt` is RFC 3339. */
  | { kind: 'email-changed'; to: string; newEmail: string; changedAt: string; link: string; validMinutes: number }
  /** `to` is the address that was taken away again; the one that came back is not named. `changedAt` is RFC 3339. */
  | { kind: 'email-change-undone'; to: string; changedAt: string }
  /** `link` is where to choose a new password. */
  | { kind: 'account-exists'; to: string; link: string; validMinutes: number }
  /** `deletedAt` is RFC 3339. */
  | { kind: 'account-deleted'; to: string; deletedAt: string };

/** The installation as its mails name it; `appUrl` is an origin without a trailing slash. */
export type MailBrand = { appName: string; appUrl: string };

/** `links`: the addresses the message itself points to, the one to follow first. */
export type RenderedMail = { subject: string; html: string; text: string; links: string[] };

/** Writes a message twice: as HTML and as a text of its own, meant to be read. */
export async function renderMail(message: MailMessage, brand: MailBrand): Promise<RenderedMail> {
  const { subject, preview, content, text, links } = compose(message, brand);
  const html = await render(
    <Letter subject={subject} preview={preview} brand={brand}>
      {content}
    </Letter>,
  );
  return { subject, html, text: `${text}\n\n-- \n${brand.appName}\n${brand.appUrl}\n`, links };
}

function compose(message: MailMessage, brand: MailBrand): Composition {
  switch (message.kind) {
    case 'reset-link':
      return composeResetLink(message, brand);
    case 'password-changed':
      return composePasswordChanged(message, brand);
    case 'verify-link':
      return composeVerifyLink(message, brand);
    case 'confirm-new-email':
      return composeConfirmNewEmail(message, brand);
    case 'email-changed':
      return composeEmailChanged(message, brand);
    case 'email-change-undone':
      return composeEmailChangeUndone(message, brand);
    case 'account-exists':
      return composeAccountExists(message, brand);
    case 'account-deleted':
      return composeAccountDeleted(message, brand);
  }
}
