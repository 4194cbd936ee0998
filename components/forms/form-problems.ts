import type { FieldErrors } from '@/lib/errors';

/** How a form was answered: what a 303 left for its page, or what its script was told. */
export type FormAnswer = {
  /** Where it went well. */
  notice?: string | undefined;
  /** A refusal's code (`lib/errors`), or `offline` where no answer came. */
  code?: string | undefined;
  /** The refusal in the API's own words. */
  body?: Record<string, unknown> | undefined;
  waitSeconds?: number | undefined;
  /** As it was typed. */
  email?: string | undefined;
};

/** What is wrong with the form as a whole. */
export type FormProblem = { code: string; title: string; text: string; waitSeconds?: number | undefined };

/** Where a problem of the whole form is shown. */
export const FORM_PROBLEM_ID = 'form-problem';

export type Problems = { fields: FieldErrors; form: FormProblem | null };

const TITLES: Record<string, string> = {
  bad_credentials: 'Check the e-mail and the password',
  not_authenticated: 'You are signed out',
  email_not_verified: 'Verify your e-mail first',
  throttled: 'Too many tries',
  invalid_link: 'This link does not work any more',
  unavailable: 'Not available right now',
  offline: 'No answer from the server',
  cross_origin: 'This form was sent from another site',
};

/** While the form waits to be sent once more by itself. */
export const BUSY: FormProblem = {
  code: 'busy',
  title: 'The server is busy',
  text: 'Nothing was lost: the form is sent again in a moment.',
};

const OFFLINE = 'Are you online? Nothing was lost: check the connection and try again.';

/** Sorts an answer into what stands beside a field and what stands above the form. */
export function toProblems(answer: FormAnswer | null): Problems {
  const { code, body = {}, waitSeconds } = answer ?? {};
  if (code === undefined) return { fields: {}, form: null };
  if (code === 'user_not_found') return { fields: { email: [wordsOf(body)] }, form: null };
  const { email, password, current_password } = body;
  const told = Object.entries({ email, password, current_password }).filter(([, sentences]) => isSentences(sentences));
  if (told.length > 0) return { fields: Object.fromEntries(told) as FieldErrors, form: null };
  const title = TITLES[code] ?? 'That did not work';
  return {
    fields: {},
    form: {
      code,
      title,
      text: code === 'offline' ? OFFLINE : wordsOf(body),
      ...(code === 'throttled' && { waitSeconds }),
    },
  };
}

const isSentences = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

/** The API's own sentence. */
function wordsOf(body: Record<string, unknown>): string {
  if (typeof body.detail === 'string') return body.detail;
  const lists = Object.values(body).filter(isSentences);
  return lists.flat().join(' ') || 'The server could not answer. Try again in a moment.';
}
