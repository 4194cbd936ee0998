import type { TokenCause } from '../../tokens/inspect-token';
import type { AuditEntry } from '../audit';

/** Why something is refused. */
export type Cause =
  | TokenCause
  | 'user_deleted'
  | 'user_disabled'
  | 'session_ended'
  | 'session_idle'
  | 'session_over'
  | 'session_deleted'
  | 'app_removed'
  | 'refresh_reused'
  | 'refresh_superseded'
  | 'link_used'
  | 'link_revoked'
  | 'link_expired'
  | 'has_account'
  | 'unknown_token';

/** One reason in words, with both values. */
export type Reason = { cause: Cause; message: string; found: string; expected: string };

export type TokenExplanation = {
  subject: 'token';
  /** "access token", "link to reset the password". */
  kind: string;
  good: boolean;
  /** A good one has none. The first is the one by which the server refuses it. */
  reasons: Reason[];
  /** What else is known of it, by name; nothing secret. */
  facts: Record<string, string>;
  /** What to know or to do besides. */
  notes: string[];
};

/** An event of the audit trail with its line in the log. */
export type LoggedEvent = AuditEntry & { log_level: string | null; log_message: string | null };

export type RequestExplanation = {
  subject: 'request';
  /** Null where nothing is recorded of it: it may be a part of a token. */
  request_id: string | null;
  /** Of what was asked for, in characters. */
  length: number;
  /** Oldest first. */
  events: LoggedEvent[];
  notes: string[];
};

export type Explanation = TokenExplanation | RequestExplanation;
