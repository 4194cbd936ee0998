import type { FieldErrors } from '@/lib/errors';
import type { FormError, FormResult } from '@/lib/form-result';

type Code = FormError['code'];

/** What is wrong with the form as a whole. */
export type FormProblem = {
  code: Code | 'busy';
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
type KnownCode = Extract<
  Code,
  | 'bad_credentials'
  | 'not_authenticated'
  | 'email_not_verified'
  | 'throttled'
  | 'invalid_link'
  | 'unavailable'
  | 'offline'
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

/** Sorts a result into what stands beside a field and what stands above the form. */
export function toProblems(result: FormResult | null): Problems {
  if (result?.kind !== 'error') return { fields: {}, form: null };
  switch (result.code) {
    case 'invalid_fields':
    case 'wrong_password':
      return { fields: result.body, form: null };
    case 'user_not_found':
      return { fields: { email: [wordsOf(result)] }, form: null };
    default:
      return { fields: {}, form: formProblem(result.code, result) };
  }
}

type Told = { body: { detail?: string | undefined }; waitSeconds?: number | undefined };

const formProblem = (code: Code, told: Told): FormProblem => ({
  code,
  ...(isKnown(code) ? PROBLEMS[code] : { title: 'Something went wrong', text: wordsOf(told) }),
  ...(code === 'throttled' && waitOf(told)),
});

const isKnown = (code: Code): code is KnownCode => Object.hasOwn(PROBLEMS, code);

const waitOf = ({ waitSeconds }: Told) =>
  waitSeconds !== undefined && { text: `You can try again in ${waitSeconds} seconds.`, waitSeconds };

/** The API's own sentence. */
const wordsOf = ({ body: { detail = RETRY } }: Told): string => detail;
