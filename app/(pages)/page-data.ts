import { headers } from 'next/headers';
import { type AccountOverview, describeAccount } from '@/lib/auth/account/account-overview';
import { findLink } from '@/lib/auth/links/one-time-links';
import { type AskingApp, findAskingApp } from '@/lib/auth/oidc/asking-app';
import { findSigningOutApp } from '@/lib/auth/oidc/sign-out-request';
import { findInvitation } from '@/lib/auth/registration/invitations';
import { findCurrentSession } from '@/lib/auth/sessions/current-session';
import type { FormName, FormResult } from '@/lib/form-result';
import { type CookieNames, cookieNames, readCookie } from '@/lib/http/cookies';
import { openFlash } from '@/lib/http/flash';
import { requirePageContext } from '@/lib/http/page-context';
import { type FieldControl, fieldControls, fieldText } from '@/lib/profile/field-controls';
import { invitedProfile } from '@/lib/profile/invited-profile';
import { askedAtRegistration, defaultProfile, editableFields } from '@/lib/profile/user-fields';
import { TERMS_FIELD } from '@/lib/schemas/terms';

/** All reads of the pages. Pages never change state. */

/** Whether the session cookie is that of a live session. */
export const isSignedIn = async (): Promise<boolean> => (await findSession()) !== null;

/**
 * Where a sign-in page leads somebody who need not use its form, and the app that has sent people there.
 * @param next the path that the page leads to, if it is another than the account
 */
export async function findSignIn(next: string | undefined): Promise<{ leadsTo: string | null; app: AskingApp | null }> {
  const session = await findSession();
  const app = next === undefined ? null : findAskingApp(next, session, requirePageContext());
  if (!session || app?.asksAgain) return { leadsTo: null, app };
  return { leadsTo: app && next !== undefined ? next : '/account/', app };
}

/** The email that an app expects, as what a form begins with. */
export const expectedEmail = (form: FormName, app: AskingApp | null): FormResult | null =>
  app?.loginHint === undefined ? null : { kind: 'success', form, email: app.loginHint };

/** Who is signed in, and the app that they return to once they are signed out. */
export async function findSigningOut(
  search: Record<string, string | string[] | undefined>,
): Promise<{ email: string | null; app: { name: string; returnPath: string } | null }> {
  const session = await findSession();
  const query = new URLSearchParams(
    Object.entries(search).flatMap(([name, value]) => [value ?? []].flat().map((each) => [name, each])),
  );
  return { email: session?.user.email ?? null, app: findSigningOutApp(query, requirePageContext()) };
}

/** The account of the session cookie, or null. */
export async function findAccount(): Promise<AccountOverview | null> {
  const session = await findSession();
  return session && describeAccount(session, requirePageContext());
}

async function findSession() {
  const ctx = requirePageContext();
  return findCurrentSession(await cookieOf('session'), ctx);
}

async function cookieOf(kind: keyof CookieNames): Promise<string | undefined> {
  return readCookie((await headers()).get('cookie'), cookieNames(requirePageContext().config)[kind]);
}

/** The pages whose forms leave a cookie whatever comes of them. Links between them send no referrer. */
const LEAVE_COOKIES = ['/login/', '/register/'];

/** Whether this browser has just sent a form of ours and kept none of the cookies that it was answered with. */
export async function hasRefusedCookies(): Promise<boolean> {
  const asked = await headers();
  const from = asked.get('referer') ?? '';
  if (!URL.canParse(from)) return false;
  const { host, pathname } = new URL(from);
  if (host !== asked.get('host') || !LEAVE_COOKIES.includes(pathname)) return false;
  const names = Object.values(cookieNames(requirePageContext().config));
  return names.every((name) => readCookie(asked.get('cookie'), name) === undefined);
}

/** The result that one of these forms left for its page; null for every other form. */
export async function findFlash(...forms: FormName[]): Promise<FormResult | null> {
  const { vault, now } = requirePageContext();
  const flash = openFlash(vault, await cookieOf('flash'), now());
  return forms.some((form) => form === flash?.form) ? flash : null;
}

/** A mailed link that is good, as far as its reader may know of it. */
export type MailedLink = {
  /** The address it was mailed to. */
  email: string;
  /** Whether the browser is signed in to the link's account. */
  isOwn: boolean;
  /** The email of another account that it is signed in to. */
  otherEmail: string | null;
};

/** Null for an invalid link. */
export async function findMailedLink(
  purpose: 'reset' | 'verify' | 'change' | 'undo',
  token: string,
): Promise<MailedLink | null> {
  const ctx = requirePageContext();
  const link = await findLink(purpose, token, ctx);
  if (!link) return null;
  const session = await findSession();
  const isOwn = session?.userId === link.userId;
  return { email: link.email, isOwn, otherEmail: isOwn ? null : (session?.user.email ?? null) };
}

/** Who may register. */
export const registrationMode = (): 'open' | 'invited' | 'closed' => requirePageContext().config.registration;

/** Whether people say, as they sign in, if their browser stays signed in. */
export const asksToKeep = (): boolean => requirePageContext().config.sessionCookie === 'ask';

/** Whether users must verify their email before they can sign in. */
export const mustVerifyEmail = (): boolean => requirePageContext().config.requireVerifiedEmail;

/** Whether pages may tell that there is an account. */
export const mayRevealAccounts = (): boolean => !requirePageContext().config.hideUnknownEmails;

/** What a new password is measured by before the server has its say. */
export function passwordRules(): { minLength: number; productNames: readonly string[] } {
  const { passwordMinLength, productNames } = requirePageContext().config;
  return { minLength: passwordMinLength, productNames };
}

/** What a new user is asked besides email and password. @param flash of the form when it was refused */
export function registrationControls(flash: FormResult | null): FieldControl[] {
  const { userFields } = requirePageContext().config;
  return fieldControls(askedAtRegistration(userFields), defaultProfile(userFields), typedFieldsOf(flash));
}

/** What an invitation is for, and what it leaves to be typed; null for an invalid one. @param flash of its form when it was refused */
export async function findInvited(
  token: string,
  flash: FormResult | null,
): Promise<{ email: string; otherEmail: string | null; asked: FieldControl[] } | null> {
  const ctx = requirePageContext();
  const invitation = await findInvitation(token, ctx);
  if (!invitation) return null;
  const { userFields } = ctx.config;
  const values = invitedProfile(userFields, invitation.profile);
  const asked = fieldControls(askedAtRegistration(userFields), values, typedFieldsOf(flash));
  return { email: invitation.email, otherEmail: (await findSession())?.user.email ?? null, asked };
}

/** The terms that a new user accepts; null where there are none. @param flash of the form when it was refused */
export function termsToAccept(
  flash: FormResult | null,
): { version: string; url: string | undefined; isAccepted: boolean } | null {
  const { termsVersion: version, termsUrl: url } = requirePageContext().config;
  if (version === undefined) return null;
  return { version, url, isAccepted: typedFieldsOf(flash)?.values[TERMS_FIELD] === version };
}

/** The fields that the owner of an account may change. @param flash of the form when it was refused */
export function profileControls({ profile }: AccountOverview, flash: FormResult | null): FieldControl[] {
  const { userFields } = requirePageContext().config;
  return fieldControls(editableFields(userFields), profile, typedFieldsOf(flash));
}

const typedFieldsOf = (flash: FormResult | null) => (flash?.kind === 'error' ? (flash.typed ?? null) : null);

/** What operators have set, in words. */
export function fixedFields({ profile }: AccountOverview): { name: string; label: string; text: string }[] {
  const fixed = requirePageContext().config.userFields.filter(({ editable }) => !editable);
  return fixed.flatMap((field) => {
    const text = fieldText(field, profile[field.name] ?? null);
    return text === null ? [] : [{ name: field.name, label: field.label, text }];
  });
}

/** How long a mailed link works. */
export const resetLinkMinutes = (): number => Math.ceil(requirePageContext().config.resetTokenSeconds / 60);
