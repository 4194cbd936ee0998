import * as z from 'zod/mini';

/** The inputs of every endpoint, in the dialect's words. Shared by the handlers and the forms' scripts, so kept small. */

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

const text = z.string({
  error: ({ input }) => {
    if (input === undefined) return SENTENCES.required;
    return input === null ? SENTENCES.null : SENTENCES.notText;
  },
});

type Faults = { value: unknown; issues: z.core.$ZodRawIssue[] };

const refuse = ({ value, issues }: Faults, message: string, path: string[] = []) => {
  issues.push({ code: 'custom', message, input: value, path });
  return z.NEVER;
};

/** What no text of ours may hold: PostgreSQL refuses NUL, UTF-8 has no unpaired surrogates. */
function characterProblem(value: string): string | null {
  if (value === '') return SENTENCES.blank;
  if (value.includes('\0')) return SENTENCES.nul;
  return value.isWellFormed() ? null : SENTENCES.surrogate;
}

/** A password as typed: never trimmed. The policy for new ones is another matter. */
export const Password = text.check((context) => {
  const fault = characterProblem(context.value);
  if (fault) refuse(context, fault);
});

/** Any text that is not empty: a token, whose own check says the rest. */
const NonEmptyText = text.check(z.refine((value) => value !== '', { error: SENTENCES.blank }));

// What the URL parser would read as something else than a host name.
const NOT_IN_A_DOMAIN = /[\s/\\?#@:[\]%<>^|]/;
const ASCII = /^[\x20-\x7e]*$/;

function toAsciiDomain(domain: string): string | null {
  if (ASCII.test(domain)) return domain;
  if (NOT_IN_A_DOMAIN.test(domain) || !URL.canParse(`http://${domain}`)) return null;
  return new URL(`http://${domain}`).hostname;
}

/**
 * An e-mail address in the one form it is stored, compared and mailed in: trimmed, NFC, lower
 * case, IDN domain in ASCII (UTS 46). Null when no such form exists.
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

const isEmailAddress = (canonical: string): boolean => HTML_EMAIL.test(canonical) && DOTTED_DOMAIN.test(canonical);

/** An address one can register: @returns its canonical form. */
export const Email = z.pipe(
  text,
  z.transform((raw: string, context) => {
    const fault = characterProblem(raw.trim());
    if (fault) return refuse(context, fault);
    const canonical = canonicalEmail(raw);
    if ((canonical ?? raw.trim()).length > EMAIL_MAX_LENGTH) return refuse(context, SENTENCES.emailTooLong);
    return canonical && isEmailAddress(canonical) ? canonical : refuse(context, SENTENCES.email);
  }),
);

/** An address to sign in with: null when no account can have it, which the response does not reveal. */
const SignInEmail = z.pipe(
  text,
  z.transform((raw: string, context) => {
    const fault = characterProblem(raw.trim());
    if (fault) return refuse(context, fault);
    const canonical = canonicalEmail(raw);
    return canonical && canonical.length <= EMAIL_MAX_LENGTH && isEmailAddress(canonical) ? canonical : null;
  }),
);

/** simplejwt's clients may send `username` for `email`. */
const usernameIsEmail = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Object.hasOwn(body, 'email') && 'username' in body
    ? { ...body, email: body.username }
    : body;

export const SignInInput = z.pipe(z.transform(usernameIsEmail), z.object({ email: SignInEmail, password: Password }));

/** Every reason why a password may not be chosen, a sentence each. `email` is null while it is not valid. */
export type PasswordPolicy = (password: string, email: string | null) => string[];

/** Faults of both fields are told together, so the object is taken apart by hand. */
export const registerInput = (policy: PasswordPolicy) =>
  z.pipe(
    z.looseObject({}),
    z.transform((body: Record<string, unknown>, context) => {
      const email = Email.safeParse(body.email);
      const password = Password.safeParse(body.password);
      const faults = (field: string, messages: string[]) => {
        for (const message of messages) refuse(context, message, [field]);
      };
      faults('email', email.error?.issues.map(({ message }) => message) ?? []);
      faults('password', password.error?.issues.map(({ message }) => message) ?? []);
      if (!password.success) return z.NEVER;
      faults('password', policy(password.data, email.data ?? null));
      return email.success ? { email: email.data, password: password.data } : z.NEVER;
    }),
  );

export const RefreshInput = z.object({ refresh: NonEmptyText });
export const VerifyTokenInput = z.object({ token: NonEmptyText });
export const EmailInput = z.object({ email: Email });
export const NewPasswordInput = z.object({ password: Password });

/** A new password, where the account is known, and so which passwords the policy rejects. */
export const newPassword = (policy: PasswordPolicy, email: string) =>
  Password.check((context) => {
    for (const message of policy(context.value, email)) refuse(context, message);
  });

export const newPasswordInput = (policy: PasswordPolicy, email: string) =>
  z.object({ password: newPassword(policy, email) });

export const NoInput = z.object({});

/** The query of the mailbox: the mails of one recipient, or all. */
export const MailboxInput = z.object({
  to: z.optional(
    z.pipe(
      z.string(),
      z.transform((to: string) => canonicalEmail(to) ?? to),
    ),
  ),
});
