import { cookies } from 'next/headers';
import { findCurrentSession } from '@/lib/auth/current-session';
import { findResetLinkOwner as findOwner } from '@/lib/auth/find-reset-link-owner';
import { cookieNames } from '@/lib/http/cookies';
import { type Flash, type FormName, openFlash } from '@/lib/http/flash';
import { pageBrand, requirePageContext } from '@/lib/http/page-context';

/** The pages' one door to the service: they only ever look. */

export const brand = pageBrand;

export type Visitor = { email: string; memberSince: Date };

/** Whoever the session cookie stands for, or null. */
export async function findVisitor(): Promise<Visitor | null> {
  const ctx = requirePageContext();
  const cookie = (await cookies()).get(cookieNames(ctx.config).session)?.value;
  const session = await findCurrentSession(cookie, ctx);
  return session && { email: session.user.email, memberSince: session.user.createdAt };
}

/** What the last answer to this form left for its page; null for every other form. */
export async function findFlash(form: FormName): Promise<Flash | null> {
  const { vault, config, now } = requirePageContext();
  const flash = openFlash(vault, (await cookies()).get(cookieNames(config).flash)?.value, now());
  return flash?.form === form ? flash : null;
}

/** The e-mail a reset link was mailed to; null for a dead link. */
export const findResetLinkOwner = (token: string): Promise<string | null> => findOwner(token, requirePageContext());

/** What a new password is measured by before the server has its say. */
export function passwordRules(): { minLength: number; productName: string } {
  const { passwordMinLength, appName } = requirePageContext().config;
  return { minLength: passwordMinLength, productName: appName };
}

/** How long a mailed link works. */
export const resetLinkMinutes = (): number => Math.ceil(requirePageContext().config.resetTokenSeconds / 60);
