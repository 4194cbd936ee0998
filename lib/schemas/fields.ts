import * as z from 'zod/mini';

/**
 * The fields that the inputs of the endpoints consist of, with the sentences of their errors. Every file of this folder is
 * used by routes and by the scripts of forms, so all of them are kept small.
 */

// By default zod tries `new Function`, which the pages' policy forbids and the browser reports.
z.config({ jitless: true });

/** What parses an input of shape `Output`. */
export type Schema<Output> = z.ZodMiniType<Output>;

export const EMAIL_MAX_LENGTH = 254;

const SENTENCES = {
  required: 'This field is required.',
  null: 'This field may not be null.',
  blank: 'This field may not be blank.',
  notText: 'Not a valid string.',
  email: 'Enter a valid email address.',
  emailTooLong: `Ensure this field has no more than ${EMAIL_MAX_LENGTH} characters.`,
  nul: 'Null characters are not allowed.',
  surrogate: 'Unpaired surrogates are not allowed.',
} as const;

export const text = z.string({
  error: ({ input }) => {
    if (input === undefined) return SENTENCES.required;
    return input === null ? SENTENCES.null : SENTENCES.notText;
  },
});

type Issues = { value: unknown; issues: z.core.$ZodRawIssue[] };

/** Adds an error to what a check or a transform reports. */
export const refuse = ({ value, issues }: Issues, message: string, path: string[] = []) => {
  issues.push({ code: 'custom', message, input: value, path });
  return z.NEVER;
};

/** Why a text is rejected: it is empty, PostgreSQL rejects NUL, UTF-8 has no unpaired surrogates. Null for any other text. */
export function characterProblem(value: string): string | null {
  if (value === '') return SENTENCES.blank;
  if (value.includes('\0')) return SENTENCES.nul;
  return value.isWellFormed() ? null : SENTENCES.surrogate;
}

/** A password as it was typed, without trimming. The policy applies to new passwords only. */
export const Password = text.check((context) => {
  const problem = characterProblem(context.value);
  if (problem) refuse(context, problem);
});

/** A token: any text that is not empty. Its verification decides the rest. */
export const NonEmptyText = text.check(z.refine((value) => value !== '', { error: SENTENCES.blank }));

// The URL parser would read these characters as something other than a host name.
const NOT_IN_A_DOMAIN = /[\s/\\?#@:[\]%<>^|]/;
const ASCII = /^[\x20-\x7e]*$/;

function toAsciiDomain(domain: string): string | null {
  if (ASCII.test(domain)) return domain;
  if (NOT_IN_A_DOMAIN.test(domain) || !URL.canParse(`http://${domain}`)) return null;
  return new URL(`http://${domain}`).hostname;
}

/**
 * An email in the one form in which it is stored, compared and sent to: trimmed, NFC, lower case, IDN domain in ASCII
 * (UTS 46). Null when no such form exists.
 */
export function canonicalEmail(raw: string): string | null {
  const email = raw.trim().normalize('NFC').toLowerCase();
  const at = email.lastIndexOf('@');
  const domain = toAsciiDomain(email.slice(at + 1));
  return at > 0 && domain ? `${email.slice(0, at)}@${domain}` : null;
}

// WHATWG HTML, "valid email address"; zod's own copy would bring all of its patterns into the browser.
const HTML_EMAIL =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
// The last label holds a letter, so that no IP address passes for a domain.
const DOTTED_DOMAIN = /\.[^.]*[a-z][^.]*$/;

/** @param canonical see `canonicalEmail` */
export const isEmailAddress = (canonical: string): boolean =>
  HTML_EMAIL.test(canonical) && DOTTED_DOMAIN.test(canonical);

/** An email that an account can have; parsed to its canonical form. */
export const Email = z.pipe(
  text,
  z.transform((raw: string, context) => {
    const problem = characterProblem(raw.trim());
    if (problem) return refuse(context, problem);
    const canonical = canonicalEmail(raw);
    if ((canonical ?? raw.trim()).length > EMAIL_MAX_LENGTH) return refuse(context, SENTENCES.emailTooLong);
    return canonical && isEmailAddress(canonical) ? canonical : refuse(context, SENTENCES.email);
  }),
);

/** The input of an endpoint that takes no fields. */
export const NoInput = z.object({});
