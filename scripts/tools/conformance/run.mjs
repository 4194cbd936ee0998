import { StepError } from '../../steps/step-error.mjs';
import { reasonOf } from './client.mjs';
import { shown } from './describe.mjs';
import { expectedOf } from './row.mjs';
import { GROUPS } from './rows.mjs';

/**
 * @typedef {import('./row.mjs').Row} Row
 * @typedef {import('./row.mjs').Dialect} Dialect
 * @typedef {import('./tested-server.mjs').TestedServer} TestedServer
 * @typedef {'ok' | 'differs' | 'n/a'} Verdict `n/a`: the row is for other servers
 * @typedef {{ group: string, feature: string, expected: string, seen: string, verdict: Verdict }} Result
 */

/**
 * Asks a server for every row in turn, since later ones build on the account of the first.
 * @param {TestedServer} server
 * @param {Dialect} dialect
 * @returns {AsyncGenerator<Result>}
 */
export async function* run(server, dialect) {
  for (const [group, rows] of Object.entries(GROUPS)) {
    for (const row of rows) {
      const { seen, verdict } = await judge(row, server, dialect);
      yield { group, feature: row.feature, expected: expectedOf(row, dialect).join(' or '), seen, verdict };
    }
  }
}

/**
 * @param {Row} row
 * @param {TestedServer} server
 * @param {Dialect} dialect
 * @returns {Promise<Pick<Result, 'seen' | 'verdict'>>}
 */
async function judge(row, server, dialect) {
  try {
    if (!(await isFor(row, server))) return { seen: '', verdict: 'n/a' };
    const seen = await row.see(server);
    return { seen, verdict: expectedOf(row, dialect).includes(seen) ? 'ok' : 'differs' };
  } catch (error) {
    if (error instanceof StepError) throw error;
    return { seen: shown(`no response: ${reasonOf(error)}`), verdict: 'differs' };
  }
}

/** @param {Row} row @param {TestedServer} server */
async function isFor({ refreshTokens }, server) {
  return refreshTokens === undefined || (refreshTokens === 'rotating') === (await server.rotates());
}
