// The command line of operators: what commander needs for usage texts, dispatch, errors and exit codes.
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { CommandError, EXIT } from './command-error';
import { escapeControls } from './terminal';

const projectDir = path.dirname(path.dirname(import.meta.dirname));

/** The option that every command has. */
export type JsonOption = { json?: true };

type ProgramName = 'users' | 'invitations' | 'mails' | 'audit' | 'explain' | 'doctor';

/** @param notFound what exit code 3 says was not found */
export const createProgram = (name: ProgramName, description: string, notFound: string): Command =>
  createProgramWithCodes(name, description, `0 done, 1 failed, 2 wrong usage, 3 ${notFound} not found`);

/** @param exitCodes what they say */
export function createProgramWithCodes(name: ProgramName, description: string, exitCodes: string): Command {
  return (
    new Command(`npm run ${name} --`)
      .description(description)
      .addHelpText('after', `\nnpm run --silent ${name} -- … hides npm's own output.\n` + `Exit codes: ${exitCodes}.`)
      .exitOverride()
      // `runProgram` prints errors, in one line.
      .configureOutput({ writeErr: () => {} })
  );
}

export const withJsonOption = (command: Command): Command => command.option('--json', 'prints JSON');

/** Runs a command line to its end. An error becomes one line on stderr, which says what to do, and the exit code. */
export async function runProgram(program: Command): Promise<void> {
  const args = process.argv.slice(2);
  // The reader, such as `head`, may have closed the pipe.
  process.stdout.on('error', () => process.exit());
  process.chdir(projectDir);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === EXIT.done) return; // it printed the help
    const { message, exitCode } = toCommandError(error, program, args[0]);
    process.stderr.write(`${escapeControls(message)}\n`);
    process.exitCode = exitCode;
  }
}

function toCommandError(error: unknown, program: Command, commandName: string | undefined): CommandError {
  if (error instanceof CommandError) return error;
  if (!(error instanceof CommanderError)) return new CommandError(`The command failed: ${error}`, EXIT.failed);
  const command = program.commands.find((each) => each.name() === commandName);
  const help = [program.name(), ...(command ? [command.name()] : []), '--help'].join(' ');
  return new CommandError(`${problemIn(error)} ${help} shows the usage.`, EXIT.usage);
}

/** Commander's message as sentences in one line: without its prefix, with its suggestion. */
function problemIn({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'Name a command.'; // instead of the whole help
  const [, problem = message, suggestion] = /^error: (.*?)\.?(?:\n\((Did you mean .*)\))?$/s.exec(message) ?? [];
  const sentence = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
  return suggestion === undefined ? sentence : `${sentence} ${suggestion}`;
}
