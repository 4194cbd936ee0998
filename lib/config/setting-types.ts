import { z } from 'zod';
import { readStructure, StructureError } from './structure';

/** An unset setting and an empty one are the same: `.env` files and compose files write empty ones. */
export const unsetWhenEmpty = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;

export const setting = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(unsetWhenEmpty, schema);

export const text = () => setting(z.string().trim().optional());

const numberFrom = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string({ error })
    .regex(/^\d{1,12}$/, { error })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }));
};

export const wholeNumber = (fallback: number, min: number, max: number) =>
  setting(numberFrom(min, max).default(fallback));

export const optionalWholeNumber = (min: number, max: number) => setting(numberFrom(min, max).optional());

export const optionalChoice = <const Value extends string>(values: readonly Value[]) =>
  setting(z.enum(values, { error: `must be one of ${values.join(', ')}` }).optional());

export const choice = <const Value extends string>(values: readonly Value[], fallback: NoInfer<Value>) =>
  setting(z.enum(values, { error: `must be one of ${values.join(', ')}` }).default(fallback));

export const flag = () => choice(['true', 'false'], 'false').transform((value) => value === 'true');

export const list = () => text().transform((value) => (value ? value.split(',').map((part) => part.trim()) : []));

/** JSON, inline or as the path of a file. */
export const structure = () =>
  text().transform((value, context): unknown => {
    try {
      return value === undefined ? undefined : readStructure(value);
    } catch (error) {
      if (!(error instanceof StructureError)) throw error;
      context.addIssue({ code: 'custom', message: error.message.replace(/\.$/, '') });
      return z.NEVER;
    }
  });
