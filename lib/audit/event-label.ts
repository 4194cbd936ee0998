/** An event of the audit trail, and what kind of it, in a sentence for the account's owner. Pure. */
export function eventLabel(event: string, detail: string | null): string {
  return WORDS[`${event} ${detail}`] ?? WORDS[event] ?? event;
}

const WORDS: Record<string, string> = {
  authn_login_success: 'Signed in',
  authn_login_fail: 'Wrong password at sign-in',
  'authn_login_fail password-again': 'Wrong password for a change',
  'authn_login_fail by-link': 'Wrong password at a mailed link',
  'authn_login_fail not-verified': 'Sign-in refused: e-mail not verified yet',
  authn_login_lock: 'Too many wrong passwords: sign-in had to wait',
  authn_password_change: 'Password changed',
  'authn_password_change by-link': 'Password changed by a mailed link',
  'authn_token_created reset-link': 'Link to reset the password mailed',
  'authn_token_created verify-link': 'Link to verify the e-mail mailed',
  'authn_token_created change-link': 'Change of the e-mail asked for',
  authn_token_revoked: 'Signed out',
  'authn_token_revoked session-ended': 'A session was ended',
  'authn_token_revoked sessions-ended': 'The other sessions were ended',
  'authn_token_revoked session-replaced': 'Replaced by another sign-in in the same browser',
  'authn_token_revoked too-many-sessions': 'The session used least recently was ended: there were too many',
  authn_token_reuse: 'A session was ended because an old token of it came back',
  'authn_token_reuse late': 'An app used an old token of its session again',
  'authn_token_reuse other-client': 'A session was ended because another app used an old token of it',
  user_created: 'Account created',
  'user_updated email-verified': 'E-mail verified',
  'user_updated change-cancelled': 'Change of the e-mail cancelled',
  'user_updated email-changed': 'E-mail changed',
  'user_updated email-change-undone': 'Change of the e-mail taken back',
  'user_updated enabled': 'Account enabled',
  user_archived: 'Account disabled',
  sensitive_read: 'Data exported',
};
