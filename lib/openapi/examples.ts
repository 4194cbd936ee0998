import type { Config } from '../config/config';
import type { UserField } from '../profile/user-fields';

/** Values of the examples. They are of no account. */

export const EMAIL = 'ada@example.com';
export const PASSWORD = 'new_secure_password';
export const LINK_TOKEN = '3v1Yb0cTq8mJx5KzR2nWuE7dLhFsGaPi9oQwXyZtB4M';
export const USER_ID = '019ac3f2-7b6a-7c1e-9a53-5d2f8e4b1c07';
export const SESSION_ID = '019ac3f2-7b70-7d4a-8f21-3c9e6a5b0d18';
export const CREATED_AT = '2026-11-28T09:30:00.000Z';
export const LATER = '2026-12-28T09:30:00.000Z';
export const REFRESH_TOKEN = 'header.of-a-refresh-token.signature';
export const ACCESS_TOKEN = 'header.of-an-access-token.signature';
export const ID_TOKEN = 'header.of-an-id-token.signature';
export const TOKENS = { refresh: REFRESH_TOKEN, access: ACCESS_TOKEN } as const;

/** What may be typed into a profile field. */
function fieldExample(field: UserField): string | number | boolean | null {
  switch (field.type) {
    // A text that matches a pattern cannot be made up.
    case 'text':
      return field.pattern ? null : 'Ada'.slice(0, field.maxLength);
    case 'integer':
      return Math.min(Math.max(field.min, 1), field.max);
    case 'boolean':
      return true;
    case 'date':
      return '1990-12-10';
    case 'choice':
      return field.choices[0]?.value ?? null;
  }
}

type Fields = readonly UserField[];

/** Of those fields for which there is an example. */
export const profileExample = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field.name, fieldExample(field)]).filter(([, value]) => value !== null));

/** An account as responses show it. */
export const accountExample = ({ userFields, roles, termsVersion }: Config): Record<string, unknown> => ({
  id: USER_ID,
  email: EMAIL,
  email_verified: false,
  created_at: CREATED_AT,
  ...(roles.length > 0 && { roles: [] }),
  ...(termsVersion !== undefined && { terms_version: termsVersion, terms_accepted_at: CREATED_AT }),
  ...Object.fromEntries(userFields.map((field) => [field.name, fieldExample(field)])),
});
