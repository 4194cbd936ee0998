import type { ErrorCode, FieldErrors } from '@/lib/errors';
import type { Notice } from '@/lib/form-result';

/** How a form was answered: what a 303 left for its page, or what its script was told. */
export type FormAnswer = {
  /** Where it went well. */
  notice?: Notice | undefined;
  /** A refusal's code (`lib/errors`), or `offline` where no answer came. */
  code?: string | undefined;
  /** The refusal in the API's own words. */
  body?: Record<string, unknown> | undefined;
  waitSeconds?: number | undefined;
  /** As it was typed. */
  email?: string | undefined;
};

/** What is wrong with the form as a whole. */
export type FormProblem = {
  code: string;
  title: string;
  text?: string | undefined;
  waitSeconds?: number | undefined;
  /** Where to go from there. */
  link?: { href: string; text: string } | undefined;
};

/** Where a problem of the whole form is shown. */
export const FORM_PROBLEM_ID = 'form-problem';

export type Problems = { fields: FieldErrors; form: FormProblem | null };

/** The errors that pages tell in their own words. Any other is told in those of the API. */
type KnownCode =
  | 'offline'
  | Extract<
      ErrorCode,
      'bad_credentials' | 'not_authenticated' | 'email_not_verified' | 'throttled' | 'invalid_link' | 'unavailable'
    >;

const RETRY = 'Please try again in a moment.';

const PROBLEMS: Record<KnownCode, Pick<FormProblem, 'title' | 'text' | 'link'>> = {
  bad_credentials: { title: 'Incorrect email or password.' },
  not_authenticated: {
    title: 'You were signed out',
    link: { href: '/login/?next=/account/', text: 'Sign in and try again' },
  },
  email_not_verified: {
    title: 'Verify your email first',
    text: 'Open the link that we sent you.',
    link: { href: '/verify-email/', text: 'Resend link' },
  },
  throttled: { title: 'Too many attempts', text: RETRY },
  invalid_link: {
    title: 'This link is invalid or has expired',
    link: { href: '/forgot-password/', text: 'Request a new link' },
  },
  unavailable: { title: 'Temporarily unavailable', text: RETRY },
  offline: { title: 'You seem to be offline', text: 'Check your connection and try again.' },
};

/** While the form waits to be sent once more by itself. */
export const BUSY: FormProblem = {
  code: 'busy',
  title: 'The server is busy',
  text: 'Trying again in a moment.',
};

/** Sorts an answer into what stands beside a field and what stands above the form. */
export function toProblems(answer: FormAnswer | null): Problems {
  const { code, body = {}, waitSeconds } = answer ?? {};
  if (code === undefined) return { fields: {}, form: null };
  if (code === 'user_not_found') return { fields: { email: [wordsOf(body)] }, form: null };
  const { email, password, current_password } = body;
  const told = Object.entries({ email, password, current_password }).filter(([, sentences]) => isSentences(sentences));
  if (told.length > 0) return { fields: Object.fromEntries(told) as FieldErrors, form: null };
  return { fields: {}, form: { code, ...formProblem(code, body), ...(code === 'throttled' && waitOf(waitSeconds)) } };
}

const formProblem = (code: string, body: Record<string, unknown>) =>
  isKnown(code) ? PROBLEMS[code] : { title: 'Something went wrong', text: wordsOf(body) };

const isKnown = (code: string): code is KnownCode => Object.hasOwn(PROBLEMS, code);

const waitOf = (waitSeconds: number | undefined) =>
  waitSeconds !== undefined && { text: `You can try again in ${waitSeconds} seconds.`, waitSeconds };

const isSentences = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

/** The API's own sentence. */
function wordsOf(body: Record<string, unknown>): string {
  if (typeof body.detail === 'string') return body.detail;
  const lists = Object.values(body).filter(isSentences);
  return lists.flat().join(' ') || RETRY;
}
