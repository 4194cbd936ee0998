import { type Finding, note, ok, problem } from '../../../lib/admin/doctor/finding';
import type { Config } from '../../../lib/config/config';

const TIMEOUT_MS = 3000;

/** Whether a server with these settings answers on this machine. */
export async function checkServer({ host, port }: Pick<Config, 'host' | 'port'>): Promise<Finding> {
  const local = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  const url = `http://${local.includes(':') ? `[${local}]` : local}:${port}/health/ready/`;
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' });
    if (status === 200) return ok('server', 'The server runs and is ready.', url);
    return problem('server', {
      message: 'Something answers where the server should, but it is not ready.',
      found: `${status} from ${url}`,
      expected: '200',
      remedy: 'If it is Postern, its log says why; else set PORT to another.',
    });
  } catch {
    return note('server', {
      message: 'No server answers: it is stopped, or has other settings (HOST, PORT) than this command.',
      found: `no answer from ${url}`,
      expected: '200',
      remedy: 'Start it with npm start, or run this command with the settings of the server.',
    });
  }
}

/** A running server reads its settings at its start alone. @param served APP_URL of the process that has the database */
export function judgeServed(served: string, { appUrl }: Pick<Config, 'appUrl'>): Finding[] {
  if (served === appUrl) return [];
  return [
    problem('server', {
      message: 'The running server has other settings than this command.',
      found: `APP_URL ${served} in the server`,
      expected: appUrl,
      remedy: 'Restart the server, or run this command with its settings.',
    }),
  ];
}
