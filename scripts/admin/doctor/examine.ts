import type { DoctorFacts } from '../../../lib/admin/doctor/collect-facts';
import { type Finding, problem } from '../../../lib/admin/doctor/finding';
import { judgeClock, judgeConnections, judgeDatabase } from '../../../lib/admin/doctor/judge-database';
import { judgeQueue, judgeTestMail } from '../../../lib/admin/doctor/judge-mail';
import { judgeOrigins } from '../../../lib/admin/doctor/judge-origins';
import { judgeProxies } from '../../../lib/admin/doctor/judge-proxies';
import type { Config } from '../../../lib/config/config';
import { CommandError, EXIT } from '../command-error';
import { execute } from '../execute';
import { checkDatabase, tablesOfProject, unreachable } from './check-database';
import { checkFiles } from './check-files';
import { checkMail, type MailOptions } from './check-mail';
import { checkServer, judgeServed } from './check-server';
import { checkSettings } from './check-settings';

type Examination = MailOptions & { testMail: string | undefined };

/**
 * All checks of an installation. Without usable settings there are no others.
 * @throws CommandError for an option that cannot be used
 */
export async function examine(projectDir: string, options: Examination): Promise<Finding[]> {
  const { findings, config, envFiles } = checkSettings(projectDir);
  if (config === null) return findings;
  const checks = [
    async () => [await checkServer(config)],
    () => checkData(config, projectDir, options),
    () => checkMail(config, options),
    () => checkFiles(config.dataDir, { projectDir, envFiles }),
  ];
  // One after the other: a lookup in the DNS must not be measured as a slow database.
  for (const check of checks) findings.push(...(await check()));
  return findings;
}

/** What the database tells, asked of the process that has it. */
async function checkData(config: Config, projectDir: string, { testMail }: Examination): Promise<Finding[]> {
  const { findings, isUsable, isDirect } = await checkDatabase(config, projectDir);
  if (!isUsable) return testMail === undefined ? findings : [...findings, notSent(testMail)];
  try {
    const facts = await execute('doctor', { test_mail: testMail });
    return [...findings, ...judge(facts, { config, isDirect, testMail, tables: await tablesOfProject(projectDir) })];
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode === EXIT.usage) throw error;
    return [...findings, unreachable(error.message)];
  }
}

function judge(
  facts: DoctorFacts,
  {
    config,
    isDirect,
    testMail,
    tables,
  }: { config: Config; isDirect: boolean; testMail: string | undefined; tables: string[] },
): Finding[] {
  const { database, workers } = config;
  const hasPool = database.kind === 'postgresql' && isDirect;
  return [
    ...judgeServed(facts.app_url, config),
    ...judgeDatabase(facts, tables),
    ...(hasPool ? [judgeConnections(facts, { workers, connections: database.connections })] : []),
    judgeClock(facts),
    judgeProxies(facts, config),
    ...judgeOrigins(facts),
    judgeQueue(facts),
    ...(facts.test_mail && testMail !== undefined ? [judgeTestMail(facts.test_mail, testMail)] : []),
  ];
}

const notSent = (to: string): Finding =>
  problem('mail', {
    message: `No test mail was sent to ${to}, since the database cannot be used.`,
    found: 'the problem above',
    expected: 'a database that can be used',
    remedy: 'Mend that first.',
  });
