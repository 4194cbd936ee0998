import { z } from 'zod';
import type { Vault } from '../crypto/vault';
import type { AuthError } from '../errors';
import { NOTICES } from '../form-result';

/** What crosses a 303, in an encrypted cookie of a minute: never a password, never a token. */

export const FLASH_SECONDS = 60;

const SealedFlash = z.object({
  /** Only this form shows it. */
  form: z.enum([
    'login',
    'register',
    'forgot-password',
    'reset-password',
    'verify-email',
    'verify-link',
    'change-link',
    'undo-link',
    'change-password',
    'change-email',
    'sessions',
    'delete-account',
    'logout',
  ]),
  /** What happened, where it went well. */
  notice: z.enum(NOTICES).optional(),
  /** A refusal's code, and its body, in the API's own words. */
  code: z.string().optional(),
  body: z.record(z.string(), z.unknown()).optional(),
  waitSeconds: z.number().optional(),
  sealedAt: z.number(),
  email: z.string().optional(),
});

type SealedFlash = z.infer<typeof SealedFlash>;

export type Flash = Omit<SealedFlash, 'sealedAt'>;
export type FormName = Flash['form'];

/** Longer emails than can be valid are not kept: the cookie must stay below 4 KiB. */
const MAX_KEPT_EMAIL = 320;

export function flashOfError(form: FormName, error: AuthError, email: unknown): Flash {
  const { retryAfterSeconds } = error;
  return {
    form,
    code: error.code,
    body: { ...error.body },
    ...(retryAfterSeconds !== undefined && { waitSeconds: retryAfterSeconds }),
    ...(typeof email === 'string' && email.length <= MAX_KEPT_EMAIL && { email }),
  };
}

export function sealFlash(vault: Vault, flash: Flash, now: Date): string {
  const sealed: SealedFlash = { ...flash, sealedAt: now.getTime() };
  return vault.seal('flash-cookie', JSON.stringify(sealed)).toString('base64url');
}

/** Null for a cookie that is not ours, that another secret sealed, or whose minute is over. A wait is told as what is left of it. */
export function openFlash(vault: Vault, cookie: string | undefined, now: Date): Flash | null {
  const opened = cookie && vault.open('flash-cookie', Buffer.from(cookie, 'base64url'));
  if (!opened) return null;
  const parsed = SealedFlash.safeParse(JSON.parse(opened.plaintext.toString('utf8')));
  if (!parsed.success) return null;
  const { sealedAt, waitSeconds, ...flash } = parsed.data;
  const ageSeconds = Math.floor((now.getTime() - sealedAt) / 1000);
  if (ageSeconds > FLASH_SECONDS) return null;
  return { ...flash, ...(waitSeconds !== undefined && { waitSeconds: Math.max(0, waitSeconds - ageSeconds) }) };
}
