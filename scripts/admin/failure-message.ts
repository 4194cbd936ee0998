import { ControlError } from '../../lib/admin/control-client';
import { ConfigError } from '../../lib/config/config-error';
import { DataDirError } from '../../lib/data/data-dir';
import { isDatabaseUnavailable } from '../../lib/data/database-errors';
import { FolderInUseError } from '../../lib/data/pglite/lock';
import { UnusableDatabaseError } from '../../lib/data/unusable-database-error';
import { CutSecretError } from '../../lib/keys/auth-secret';
import { WrongSecretError } from '../../lib/keys/wrong-secret-error';

/** Errors whose message is one line that says what to do. */
const ONE_LINERS = [
  DataDirError,
  ControlError,
  FolderInUseError,
  CutSecretError,
  WrongSecretError,
  UnusableDatabaseError,
];

/** Why a command could not reach the database, in one line that says what to do. Pure. */
export function failureMessage(error: unknown): string {
  if (ONE_LINERS.some((kind) => error instanceof kind) && error instanceof Error) return error.message;
  if (error instanceof ConfigError) return `Invalid setting: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
  if (isDatabaseUnavailable(error)) {
    return `The database is unavailable${code}: start it, or check DATABASE_URL, and try again.`;
  }
  if (code === ' (EACCES)') {
    return 'DATA_DIR belongs to another user: run this command as the user that runs the server.';
  }
  const [reason] = String(error instanceof Error ? error.stack : error).split('\n');
  return `The command failed: ${reason}`;
}
