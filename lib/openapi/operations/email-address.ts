import { AuthError, emailTaken, fieldError, requiredField } from '../../errors';
import type { Endpoint } from '../../paths';
import { EMAIL, PASSWORD } from '../examples';
import { linkToken, sentence, type Texts } from '../operation-text';

const OWNER = 'It needs a session of the account, or its password.';

/** Verifying an email, changing it, and undoing a change. */
export const EMAIL_OPERATIONS = {
  '/auth/verify-email/': {
    POST: () => ({
      operationId: 'requestEmailVerification',
      tag: 'Email address',
      summary: 'Mail the link to verify an email again',
      requestExample: { email: EMAIL },
      responses: {
        200: {
          description: 'The same for every email.',
          headers: ['Set-Cookie'],
          content: sentence('Verification e-mail has been sent.'),
        },
      },
    }),
  },
  '/auth/verify-email/[token]/': {
    POST: () => ({
      operationId: 'verifyEmail',
      tag: 'Email address',
      summary: 'Verify the email by a link',
      description: OWNER,
      credentials: 'session-or-none',
      parameters: [linkToken],
      requestExample: { password: PASSWORD },
      responses: {
        200: {
          description: 'The email is verified. A browser that sent the password is signed in.',
          headers: ['Set-Cookie'],
          content: sentence('E-mail address verified.'),
        },
      },
      errors: [
        new AuthError('invalid_link'),
        requiredField('password'),
        new AuthError('wrong_password', { field: 'password' }),
      ],
    }),
  },
  '/auth/change-email/': {
    POST: ({ hideUnknownEmails }) => ({
      operationId: 'changeEmail',
      tag: 'Email address',
      summary: 'Mail a link to a new email',
      description: 'The email stays as it is until the link is redeemed. Only the latest link is valid.',
      requestExample: { email: 'ada.lovelace@example.com', password: PASSWORD },
      responses: {
        200: {
          description: 'The link is mailed.',
          headers: ['Set-Cookie'],
          content: sentence('Confirmation e-mail has been sent.'),
        },
      },
      errors: [
        new AuthError('wrong_password', { field: 'password' }),
        fieldError('email', 'This is the e-mail you have now.'),
        ...(hideUnknownEmails ? [] : [emailTaken()]),
      ],
    }),
  },
  '/auth/change-email/cancel/': {
    POST: () => ({
      operationId: 'cancelEmailChange',
      tag: 'Email address',
      summary: 'Revoke the link of a change of email',
      responses: {
        200: {
          description: 'There is no link any more; the same without one.',
          headers: ['Set-Cookie'],
          content: sentence('Change of the e-mail cancelled.'),
        },
      },
    }),
  },
  '/auth/change-email/[token]/': {
    POST: () => ({
      operationId: 'confirmEmailChange',
      tag: 'Email address',
      summary: 'Change the email by a link',
      description: OWNER,
      credentials: 'session-or-none',
      parameters: [linkToken],
      requestExample: { password: PASSWORD },
      responses: {
        200: {
          description: 'The email is changed and verified. The former one is mailed a link to undo it.',
          headers: ['Set-Cookie'],
          content: sentence('E-mail address changed.'),
        },
      },
      errors: [
        new AuthError('invalid_link'),
        requiredField('password'),
        new AuthError('wrong_password', { field: 'password' }),
        emailTaken(),
      ],
    }),
  },
  '/auth/undo-email-change/[token]/': {
    POST: () => ({
      operationId: 'undoEmailChange',
      tag: 'Email address',
      summary: 'Restore the former email',
      description: 'It sets a new password, and every session ends.',
      parameters: [linkToken],
      requestExample: { password: PASSWORD },
      responses: {
        200: {
          description: 'The former email is that of the account again.',
          headers: ['Set-Cookie'],
          content: sentence('E-mail address and account have been restored.'),
        },
      },
      errors: [new AuthError('invalid_link')],
    }),
  },
} satisfies Partial<Texts<Endpoint>>;
