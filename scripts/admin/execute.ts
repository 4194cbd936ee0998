import type { CommandName, ResultOf } from '../../lib/admin/commands';
import type { CommandRequest } from '../../lib/admin/run-command';
import { CommandError, EXIT } from './command-error';

const EXIT_CODES = { usage: EXIT.usage, no_such_user: EXIT.notFound, failed: EXIT.failed } as const;

/**
 * Executes a command: the server does where it has the database, else this process.
 * @throws CommandError
 */
export async function execute<Name extends CommandName>(
  command: Name,
  input: CommandRequest['input'],
): Promise<ResultOf<Name>> {
  // Loaded late, since it takes most of the start: `--help` and a misspelled option do not wait for it.
  const { executeRequest } = await import('./execute-request');
  const result = await executeRequest({ command, input });
  if (result.ok) return result.result as ResultOf<Name>; // what the table of commands gave, here or in the server
  throw new CommandError(result.message, EXIT_CODES[result.reason]);
}
