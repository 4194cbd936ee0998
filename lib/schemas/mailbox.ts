import * as z from 'zod/mini';
import { canonicalEmail, Email, NonEmptyText, refuse } from './fields';
import { shownJson } from './shown-json';
import { taking } from './taking';

/** The query of the mailbox: the mails of one recipient, or all. */
export const MailboxInput = z.object({
  to: z.optional(
    z.pipe(
      z.string(),
      z.transform((to: string) => canonicalEmail(to) ?? to),
    ),
  ),
});

const INTEGER_TEXT = /^\s*[+-]?\d{1,15}\s*$/;

/** An integer, or the text of one, in the sentences of Django REST framework. */
const integer = (least: number, most: number) =>
  z.pipe(
    z.unknown(),
    z.transform((input: unknown, context) => {
      if (input === undefined) return refuse(context, 'This field is required.');
      if (input === null) return refuse(context, 'This field may not be null.');
      const value = typeof input === 'string' && INTEGER_TEXT.test(input) ? Number(input) : input;
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
        return refuse(context, 'A valid integer is required.');
      }
      if (value < least) return refuse(context, `Ensure this value is greater than or equal to ${least}.`);
      if (value > most) return refuse(context, `Ensure this value is less than or equal to ${most}.`);
      return value;
    }),
  );

/** Ten years of 365 days. */
const MAX_LATER_SECONDS = 315_360_000;

/** About half an hour of attempts. */
const MAX_FAILING_ATTEMPTS = 10;

const FaultKind = z.pipe(
  z.unknown(),
  z.transform((input: unknown, context): 'temporary' | 'permanent' => {
    if (input === 'temporary' || input === 'permanent') return input;
    if (input === null) return refuse(context, 'This field may not be null.');
    return refuse(context, `"${typeof input === 'string' ? input : shownJson(input)}" is not a valid choice.`);
  }),
);

export const LaterInput = taking(z.object({ email: Email, seconds: integer(1, MAX_LATER_SECONDS) }), () => [
  z.object({ email: Email, seconds: z.int().check(z.gte(1), z.lte(MAX_LATER_SECONDS)) }),
]);

export const FailInput = taking(
  z.object({
    email: Email,
    times: z._default(integer(0, MAX_FAILING_ATTEMPTS), 1),
    kind: z._default(FaultKind, 'temporary'),
  }),
  () => [
    z.object({
      email: Email,
      times: z._default(z.int().check(z.gte(0), z.lte(MAX_FAILING_ATTEMPTS)), 1),
      kind: z._default(z.enum(['temporary', 'permanent']), 'temporary'),
    }),
  ],
);

export const AccessInput = z.object({ access: NonEmptyText });
