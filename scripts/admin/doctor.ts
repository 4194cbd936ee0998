// npm run doctor: checks an installation, and says what is wrong and how to mend it, while the server runs or not.
import type { Finding } from '../../lib/admin/doctor/finding';
import { EXIT } from './command-error';
import { print, printJson } from './output';
import { createProgramWithCodes, type JsonOption, runProgram, withJsonOption } from './program';
import { escapeControls, formatKeyValues, pluralize } from './terminal';

const DESCRIPTION = `Checks this installation: settings, server, database, clock, proxies, refused origins, mail, disk and files. Says what is wrong, with what was found and what was expected, and what to do.

It changes nothing. The names of MAIL_FROM's domain are looked up in the DNS; a mail is sent with --test-mail only.`;

const doctor = createProgramWithCodes('doctor', DESCRIPTION, '0 no problem, 1 a problem was found, 2 wrong usage')
  .option('--test-mail <email>', 'sends a test mail there, past the queue, and tells the answer of the provider')
  .option('--dns <server>', 'the DNS server to ask, such as 9.9.9.9 (default: those of the system)')
  .option('--dkim <selector>', 'the selector of the DKIM key, which the mail provider names');

type DoctorOptions = JsonOption & { testMail?: string; dns?: string; dkim?: string };

withJsonOption(doctor).action(async ({ json, testMail, ...options }: DoctorOptions) => {
  // Loaded late, since it takes most of the start: `--help` and a misspelled option do not wait for it.
  const { examine } = await import('./doctor/examine');
  const findings = await examine(process.cwd(), { testMail, ...options });
  const [problems, notes] = [countOf(findings, 'problem'), countOf(findings, 'note')];
  if (json) printJson({ problems, notes, findings });
  else print([...findings.map(inWords), `${pluralize(problems, 'problem')}, ${pluralize(notes, 'note')}.`].join('\n'));
  process.exitCode = problems > 0 ? EXIT.failed : EXIT.done;
});

const countOf = (findings: readonly Finding[], level: Finding['level']): number =>
  findings.filter((finding) => finding.level === level).length;

function inWords({ check, level, message, found, expected, remedy }: Finding): string {
  const values = (
    [
      ['found', found],
      ['expected', expected],
      ['to do', remedy],
    ] as const
  ).filter(([, value]) => value !== null);
  const title = `${level.padEnd(WIDTH)}${escapeControls(`${check}: ${message}`)}`;
  if (values.length === 0) return title;
  return `${title}\n${formatKeyValues(values).replace(/^/gm, ' '.repeat(WIDTH))}`;
}

const WIDTH = 'problem  '.length;

await runProgram(doctor);
