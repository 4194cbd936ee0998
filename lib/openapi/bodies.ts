import * as z from 'zod/mini';
import type { moveAccountTime } from '../auth/account/move-account-time';
import type { AppTokens } from '../auth/oidc/app-tokens';
import type { expireAccessToken } from '../auth/sessions/expire-access-token';
import type { SessionView } from '../auth/sessions/session-view';
import type { Config } from '../config/config';
import type { failMails } from '../mail/mail-faults';
import type { MailboxMessage } from '../mail/mailbox';
import { storedValueSchema } from '../profile/field-schema';
import type { UserFields } from '../profile/user-fields';
import type { Schema } from '../schemas/fields';
import { type JsonSchema, outputSchema } from './json-schema';

/** The bodies of successful responses. A type beside a schema is that of the code that makes the body. */

type Shape = Record<string, Schema<unknown>>;

const Instant = z.iso.datetime();
const MaybeInstant = z.nullable(Instant);
const MaybeText = z.nullable(z.string());

const Session: Schema<SessionView> = z.object({
  id: z.uuid(),
  created_at: Instant,
  last_seen_at: Instant,
  address: MaybeText,
  agent: MaybeText,
  current: z.boolean(),
});

const Mail: Schema<MailboxMessage> = z.object({
  id: z.uuid(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  links: z.array(z.string()),
  created_at: Instant,
});

type ResultOf<UseCase extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<UseCase>>;

const PassedTime: Schema<ResultOf<typeof moveAccountTime>> = z.object({ email: z.string(), seconds: z.int() });

const FailingMails: Schema<ResultOf<typeof failMails>> = z.object({
  email: z.string(),
  times: z.int(),
  kind: z.enum(['temporary', 'permanent']),
});

const ExpiredAccess: Schema<ResultOf<typeof expireAccessToken>> = z.object({ access: z.string() });

const AppTokenResponse: Schema<AppTokens> = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
  refresh_token: z.string(),
  scope: z.string(),
  id_token: z.string(),
});

const Tokens = z.object({ refresh: z.string(), access: z.string() });

/** One more where tokens rotate; an access token alone for a session cookie. */
const refreshedShape = ({ rotateRefreshTokens }: Config): Shape => ({
  access: z.string(),
  ...(rotateRefreshTokens && { refresh: z.optional(z.string()) }),
});

const fieldShape = (fields: UserFields): Shape =>
  Object.fromEntries(fields.map((field) => [field.name, storedValueSchema(field)]));

const accountShape = ({ userFields, roles, termsVersion }: Config): Shape => ({
  id: z.uuid(),
  email: z.string(),
  email_verified: z.boolean(),
  created_at: Instant,
  ...(roles.length > 0 && { roles: z.array(z.string()) }),
  ...(termsVersion !== undefined && { terms_version: MaybeText, terms_accepted_at: MaybeInstant }),
  ...fieldShape(userFields),
});

/** A browser's body has no tokens. */
const OptionalTokens = { refresh: z.optional(z.string()), access: z.optional(z.string()) };

const Link = { created_at: Instant, expires_at: Instant, used_at: MaybeInstant };

const exportSchema = (config: Config) =>
  z.object({
    exported_at: Instant,
    account: z.object({
      ...accountShape(config),
      email_verified_at: MaybeInstant,
      password_set_at: MaybeInstant,
      last_sign_in_at: MaybeInstant,
      former_fields: z.optional(z.record(z.string(), z.unknown())),
      former_roles: z.optional(z.array(z.string())),
      ...(config.termsVersion === undefined && {
        terms_version: z.optional(MaybeText),
        terms_accepted_at: z.optional(MaybeInstant),
      }),
    }),
    sessions: z.array(
      z.object({
        id: z.uuid(),
        created_at: Instant,
        last_seen_at: Instant,
        ends_at: Instant,
        ended_at: MaybeInstant,
        address: MaybeText,
        agent: MaybeText,
      }),
    ),
    reset_links: z.array(z.object(Link)),
    email_links: z.array(z.object({ purpose: z.string(), email: z.string(), ...Link })),
    mails: z.array(
      z.object({ id: z.uuid(), kind: MaybeText, state: z.string(), created_at: Instant, sent_at: MaybeInstant }),
    ),
    events: z.array(
      z.object({
        at: Instant,
        event: z.string(),
        detail: MaybeText,
        actor: z.string(),
        address: MaybeText,
        agent: MaybeText,
        request_id: MaybeText,
      }),
    ),
  });

/** Which claims there are depends on the scope. */
const userInfoSchema = ({ userFields, roles }: Config) =>
  z.object({
    sub: z.uuid(),
    email: z.optional(z.string()),
    email_verified: z.optional(z.boolean()),
    ...(roles.length > 0 && { roles: z.optional(z.array(z.string())) }),
    ...Object.fromEntries(userFields.map((field) => [field.name, z.optional(storedValueSchema(field))])),
  });

const OAuthErrorBody = z.object({ error: z.string(), error_description: z.string() });

/** A public key; which members there are depends on its type (RFC 7517 §4). */
const KeySet = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string(), alg: z.string(), use: z.string() })),
});

/** Every schema that operations refer to, by its name. */
export const bodySchemas = (config: Config): Record<BodyName, JsonSchema> => ({
  Account: outputSchema(z.object(accountShape(config))),
  NewAccount: outputSchema(z.object({ ...accountShape(config), ...(config.registerSignsIn && OptionalTokens) })),
  Tokens: outputSchema(Tokens),
  RefreshedTokens: outputSchema(z.object(refreshedShape(config))),
  Session: outputSchema(Session),
  AccountExport: outputSchema(exportSchema(config)),
  AppTokens: outputSchema(AppTokenResponse),
  UserInfo: outputSchema(userInfoSchema(config)),
  OAuthError: outputSchema(OAuthErrorBody),
  KeySet: outputSchema(KeySet),
  Mail: outputSchema(Mail),
  PassedTime: outputSchema(PassedTime),
  FailingMails: outputSchema(FailingMails),
  ExpiredAccess: outputSchema(ExpiredAccess),
});

type BodyName =
  | 'Account'
  | 'NewAccount'
  | 'Tokens'
  | 'RefreshedTokens'
  | 'Session'
  | 'AccountExport'
  | 'AppTokens'
  | 'UserInfo'
  | 'OAuthError'
  | 'KeySet'
  | 'Mail'
  | 'PassedTime'
  | 'FailingMails'
  | 'ExpiredAccess';
