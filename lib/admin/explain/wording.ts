import type { TokenCause, TokenProblem } from '../../tokens/inspect-token';
import type { Reason } from './explanation';

/** What is said of a signed token's problems. Pure. */

/** "1 second", "5 minutes", "3 hours", "12 days". */
export function duration(seconds: number): string {
  const { size, name } = UNITS.find((unit) => seconds >= 2 * unit.size) ?? SECOND;
  const count = Math.floor(seconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** From two of it on. */
const UNITS = [
  { size: 86_400, name: 'day' },
  { size: 3600, name: 'hour' },
  { size: 60, name: 'minute' },
];
const SECOND = { size: 1, name: 'second' };

const byHowMuch = ({ seconds }: TokenProblem, words: string): string =>
  seconds === undefined ? '' : ` ${duration(seconds)} ${words}`;

const MESSAGES: Record<TokenCause, (problem: TokenProblem) => string> = {
  malformed: () => 'This is no token of Postern: it does not have the form of a JSON Web Token.',
  truncated: () => 'The token was truncated: its end is missing. Copy it whole.',
  too_long: () => 'The token is longer than any token of Postern, and is not read.',
  algorithm: ({ found }) => `The token names the algorithm ${found}, which Postern does not accept for it.`,
  unknown_key: () =>
    'The key of the token (kid) is none of this installation: another installation or another database has issued it.',
  bad_signature: () => 'The signature does not match: the token was changed, or another key has signed it.',
  expired: (problem) => `The token expired${byHowMuch(problem, 'ago')}, by the clock of this machine.`,
  not_yet_valid: (problem) =>
    `The token is not valid yet: it begins${byHowMuch(problem, 'from now')}. Its issuer’s clock was ahead, or this machine’s is behind.`,
  wrong_type: ({ found, expected }) => `The token has the wrong type: it is ${found}, where ${expected} is expected.`,
  issuer: () => 'The token has another issuer (iss): APP_URL has changed since, or another installation has issued it.',
  audience: () =>
    'The token is for another audience (aud): JWT_AUDIENCE or APP_URL has changed since, or the token is for another service.',
};

export const toReason = (problem: TokenProblem): Reason => ({
  cause: problem.cause,
  message: MESSAGES[problem.cause](problem),
  found: problem.found,
  expected: problem.expected,
});

/** "2026-11-24 12:00:00Z". */
export const shown = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
