import { PAGES } from '../paths';

/** Where `?next=` may lead: a path of this origin, spelt so that nothing can read it as another (R-C9). Pure. */

const BASE = 'http://postern.invalid';
/** Backslashes, control characters, and what a second decoding would turn into a slash, a dot or these. */
const SUSPECT = /[\\\p{Cc}]|%(?:25)*(?:2f|5c|0\p{Hex}|1\p{Hex}|7f)|\/\/|^\/(?:%(?:25)*09)*\//iu;

/** @returns the path, or undefined where it is missing or leads anywhere else */
export function safeNextPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 1024 || !value.startsWith('/')) return undefined;
  const path = value.split(/[?#]/, 1)[0] ?? '';
  if (SUSPECT.test(path) || /[\\\p{Cc}]/u.test(value) || !URL.canParse(value, BASE)) return undefined;
  const url = new URL(value, BASE);
  return url.origin === BASE ? url.pathname + url.search + url.hash : undefined;
}

/** Where a form that succeeded leads: its hidden field `next`, else the account. */
export const nextPage = (body: Record<string, unknown>): string => safeNextPath(body.next) ?? PAGES.account;

/** Where a browser goes that has signed out: on to the app that has asked for it, else to the sign-in page. */
export function pageAfterSignOut(body: Record<string, unknown>, { apps }: { apps: readonly unknown[] }): string {
  const next = apps.length > 0 ? safeNextPath(body.next) : undefined;
  return next?.startsWith('/sign-out/?') ? next : PAGES.login;
}

/** The form's page again, with its `next` kept. */
export function pageWithNext(page: string, body: Record<string, unknown>): string {
  const next = safeNextPath(body.next);
  return next ? `${page}?next=${encodeURIComponent(next)}` : page;
}
