/**
 * Every event of the audit trail, by its name in OWASP's Logging Vocabulary and the detail that tells its kinds apart:
 * the level and message of its log line, and the label that the owner of the account reads.
 */
export const AUDIT_EVENTS = {
  authn_login_success: info('user signed in', 'Signed in'),
  'authn_login_success app': info('user signed in to an app', 'Signed in to an app'),
  authn_login_fail: warn('sign-in failed', 'Wrong password at sign-in'),
  'authn_login_fail password-again': warn('reauthentication failed', 'Wrong password when confirming a change'),
  'authn_login_fail by-link': warn('wrong password for a mailed link', 'Wrong password for a mailed link'),
  'authn_login_fail not-verified': warn('sign-in rejected: email not verified', 'Sign-in rejected: email not verified'),
  authn_login_lock: paused(),
  'authn_login_lock password-again': paused(),
  'authn_login_lock by-link': paused(),
  authn_password_change: info('password changed', 'Password changed'),
  'authn_password_change by-link': info('password changed by a mailed link', 'Password changed by a mailed link'),
  'authn_token_created reset-link': info('password reset link mailed', 'Password reset link sent'),
  'authn_token_created verify-link': info('verification link mailed', 'Email verification link sent'),
  'authn_token_created change-link': info('email change requested', 'Email change requested'),
  'authn_token_created invitation': info('invitation mailed', 'Invitation sent'),
  'authn_token_created invitation-printed': info('invitation printed for an operator', 'Invitation created'),
  'authn_token_revoked invitation': info('invitation revoked', 'Invitation revoked'),
  'authn_token_revoked sign-out': info('user signed out', 'Signed out'),
  'authn_token_revoked session-ended': info('session ended', 'Session ended'),
  'authn_token_revoked sessions-ended': info('sessions ended', 'Other sessions ended'),
  'authn_token_revoked session-replaced': info(
    'session replaced by a new sign-in in the same browser',
    'Session replaced by a new sign-in in the same browser',
  ),
  'authn_token_revoked too-many-sessions': info(
    'least recently used session ended: the account has too many',
    'Least recently used session ended: too many sessions',
  ),
  /** A token older than the previous one. */
  authn_token_reuse: warn('refresh token reused: session ended', 'Session ended: a refresh token was reused'),
  'authn_token_reuse late': warn(
    'refresh token reused by the same client',
    'A refresh token was reused by the same app',
  ),
  'authn_token_reuse other-client': warn(
    'refresh token reused by another client: session ended',
    'Session ended: a refresh token was reused by another app',
  ),
  user_created: info('account created', 'Account created'),
  'authn_token_reuse code': warn(
    'authorization code used twice: session ended',
    'Session ended: an authorization code was used twice',
  ),
  'user_created by-invitation': info('account created by an invitation', 'Account created by an invitation'),
  'user_updated email-verified': info('email verified', 'Email verified'),
  'user_updated change-cancelled': info('email change canceled', 'Email change canceled'),
  'user_updated email-changed': info('email changed', 'Email changed'),
  'user_updated email-change-undone': info('email change undone', 'Email change undone'),
  'user_updated profile-changed': info('profile changed', 'Profile changed'),
  'user_updated enabled': info('account enabled', 'Account enabled'),
  authz_change: info('roles changed', 'Roles changed'),
  'user_archived disabled': info('account disabled', 'Account disabled'),
  user_deleted: info('account deleted', 'Account deleted'),
  'user_deleted never-verified': info('unverified, unused account deleted', 'Unverified account deleted'),
  'sensitive_read export': info('account exported', 'Data exported'),
} as const;

function info(message: string, label: string) {
  return { level: 'info', message, label } as const;
}

function warn(message: string, label: string) {
  return { level: 'warn', message, label } as const;
}

function paused() {
  return warn('sign-in paused after too many attempts', 'Sign-in paused after too many attempts');
}

type AuditEventKey = keyof typeof AUDIT_EVENTS;

type KeyWithDetail = Extract<AuditEventKey, `${string} ${string}`>;

type KindOf<Key extends KeyWithDetail> = Key extends `${infer Event} ${infer Detail}`
  ? { event: Event; detail: Detail }
  : never;

/** An event and its detail, as they occur together. */
export type AuditEventKind =
  | { event: Exclude<AuditEventKey, KeyWithDetail>; detail?: undefined }
  | KindOf<KeyWithDetail>;

export type AuditEventName = AuditEventKind['event'];

export const AUDIT_EVENT_NAMES = [
  ...new Set(Object.keys(AUDIT_EVENTS).map((key) => key.split(' ')[0])),
] as AuditEventName[]; // what a key begins with

/** The row of an event. */
export function auditEventOf({ event, detail }: AuditEventKind): (typeof AUDIT_EVENTS)[AuditEventKey] {
  const key = detail === undefined ? event : `${event} ${detail}`;
  return AUDIT_EVENTS[key as AuditEventKey]; // the kinds are made of the keys
}
