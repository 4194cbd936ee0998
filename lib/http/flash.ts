import { z } from 'zod';
import type { Vault } from '../crypto/vault';
import { ERRORS, type ErrorCode } from '../errors';
import { ACCOUNT_NOTICES, FIELD_ERROR_CODES, FORM_NAMES, type FormResult, SIGN_IN_NOTICES } from '../form-result';
import { fitFlash, unpackFlash } from './flash-size';

/** Carries a form's result across a 303, in an encrypted cookie of a minute. */

export const FLASH_SECONDS = 60;

const form = z.enum(FORM_NAMES);
const email = z.string().optional();

const Success = z.object({
  kind: z.literal('success'),
  form,
  notice: z.enum(['check-mail', ...SIGN_IN_NOTICES, ...ACCOUNT_NOTICES]).optional(),
  email,
});

const SomeError = z.object({
  kind: z.literal('error'),
  form,
  waitSeconds: z.number().optional(),
  email,
  typed: z.object({ values: z.record(z.string(), z.string()), lost: z.array(z.string()) }).optional(),
});

const FieldError = z.object({
  ...SomeError.shape,
  code: z.enum(FIELD_ERROR_CODES),
  body: z.record(z.string(), z.array(z.string())),
});

const OtherError = z.object({
  ...SomeError.shape,
  code: z.enum(Object.keys(ERRORS) as ErrorCode[]).exclude(FIELD_ERROR_CODES), // Object.keys() forgets the keys' type
  body: z.looseObject({ detail: z.string().optional() }),
});

const Flash = z.object({ sealedAt: z.number(), result: z.union([Success, FieldError, OtherError]) });

export function sealFlash(vault: Vault, result: FormResult, now: Date): string {
  const sealedAt = now.getTime();
  return vault
    .seal(
      'flash-cookie',
      fitFlash(result, (fitted) => ({ sealedAt, result: fitted })),
    )
    .toString('base64url');
}

/** Null for a cookie that is not ours, that another secret sealed, or whose minute is over. A wait is told as what is left of it. */
export function openFlash(vault: Vault, cookie: string | undefined, now: Date): FormResult | null {
  const opened = cookie && vault.open('flash-cookie', Buffer.from(cookie, 'base64url'));
  if (!opened) return null;
  const parsed = Flash.safeParse(unpackFlash(opened.plaintext));
  if (!parsed.success) return null;
  const { sealedAt, result } = parsed.data;
  const ageSeconds = Math.floor((now.getTime() - sealedAt) / 1000);
  if (ageSeconds > FLASH_SECONDS) return null;
  if (result.kind === 'success' || result.waitSeconds === undefined) return result;
  return { ...result, waitSeconds: Math.max(0, result.waitSeconds - ageSeconds) };
}
