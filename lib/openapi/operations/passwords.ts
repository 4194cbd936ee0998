import { AuthError, fieldError } from '../../errors';
import type { Endpoint } from '../../paths';
import { EMAIL, PASSWORD, TOKENS } from '../examples';
import { linkToken, sentence, type Texts } from '../operation-text';

const OptionalToken = { type: 'string' };

/** Resetting a password by a mailed link, and changing it. */
export const PASSWORD_OPERATIONS = {
  '/auth/reset-password/': {
    POST: ({ hideUnknownEmails }) => ({
      operationId: 'requestPasswordReset',
      tag: 'Passwords',
      summary: 'Mail a link to reset the password',
      requestExample: { email: EMAIL },
      responses: {
        200: {
          description: hideUnknownEmails ? 'A known email is mailed a link.' : 'The link is mailed.',
          headers: ['Set-Cookie'],
          content: sentence('Password reset e-mail has been sent.'),
        },
      },
      errors: hideUnknownEmails ? [] : [new AuthError('user_not_found')],
    }),
  },
  '/auth/reset-password/[token]/': {
    POST: () => ({
      operationId: 'resetPassword',
      tag: 'Passwords',
      summary: 'Set a new password by a link',
      description: 'Every session ends, and the email is verified. The link stays valid if the password is refused.',
      parameters: [linkToken],
      requestExample: { password: PASSWORD },
      responses: {
        200: {
          description: 'The password is set.',
          headers: ['Set-Cookie'],
          content: sentence('Password has been reset with the new password.'),
        },
      },
      errors: [new AuthError('invalid_link')],
    }),
  },
  '/auth/change-password/': {
    POST: () => ({
      operationId: 'changePassword',
      tag: 'Passwords',
      summary: 'Change the password',
      description: 'All other sessions end, and the former tokens of this one.',
      requestExample: { current_password: 'old_secure_password', password: PASSWORD },
      responses: {
        200: {
          description: 'An API client gets new tokens, a browser a new cookie.',
          headers: ['Set-Cookie'],
          content: sentence('Password has been changed.', { refresh: OptionalToken, access: OptionalToken }, TOKENS),
        },
      },
      errors: [
        new AuthError('wrong_password', { field: 'current_password' }),
        fieldError('password', 'This is the password you have now.'),
      ],
    }),
  },
} satisfies Partial<Texts<Endpoint>>;
