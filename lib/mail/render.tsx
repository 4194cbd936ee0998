/** @jsxImportSource react */
// Without the line above Playwright's runner would compile this JSX for its own component tests.
import { render } from '@react-email/components';
import { Layout } from './layout';
import type { MailBrand, MailMessage, RenderedMail } from './messages';
import {
  composeAccountDeleted,
  composeAccountExists,
  composeConfirmNewEmail,
  composeEmailChanged,
  composeEmailChangeRequested,
  composeEmailChangeUndone,
  composePasswordChanged,
  composeResetLink,
  composeVerifyLink,
  type MailContent,
} from './templates';

/** Writes a message twice: as HTML and as a text of its own, meant to be read. */
export async function renderMail(message: MailMessage, brand: MailBrand): Promise<RenderedMail> {
  const { subject, preview, content, text, links } = compose(message, brand);
  const html = await render(
    <Layout subject={subject} preview={preview} brand={brand}>
      {content}
    </Layout>,
  );
  return { subject, html, text: `${text}\n\n-- \n${brand.appName}\n${brand.appUrl}\n`, links };
}

function compose(message: MailMessage, brand: MailBrand): MailContent {
  switch (message.kind) {
    case 'reset-link':
      return composeResetLink(message, brand);
    case 'password-changed':
      return composePasswordChanged(message, brand);
    case 'verify-link':
      return composeVerifyLink(message, brand);
    case 'confirm-new-email':
      return composeConfirmNewEmail(message, brand);
    case 'email-change-requested':
      return composeEmailChangeRequested(message, brand);
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
