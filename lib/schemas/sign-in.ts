import * as z from 'zod/mini';
import { canonicalEmail, characterProblem, EMAIL_MAX_LENGTH, isEmailAddress, Password, refuse, text } from './fields';

/** An email to sign in with: null when no account can have it, which the response does not reveal. */
const SignInEmail = z.pipe(
  text,
  z.transform((raw: string, context) => {
    const problem = characterProblem(raw.trim());
    if (problem) return refuse(context, problem);
    const canonical = canonicalEmail(raw);
    return canonical && canonical.length <= EMAIL_MAX_LENGTH && isEmailAddress(canonical) ? canonical : null;
  }),
);

/** Clients of simplejwt may send `username` instead of `email`. */
const usernameIsEmail = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Object.hasOwn(body, 'email') && 'username' in body
    ? { ...body, email: body.username }
    : body;

export const SignInInput = z.pipe(z.transform(usernameIsEmail), z.object({ email: SignInEmail, password: Password }));
