import { isValueOf } from './field-values';
import type { FieldValue, Profile, UserFields } from './user-fields';

/**
 * Reads what is stored of a user. It was validated by the definition of its day: what is no value of today's field, and
 * what an added field does not have yet, is null. Pure.
 */

const isDictionary = (stored: unknown): stored is Record<string, unknown> =>
  typeof stored === 'object' && stored !== null && !Array.isArray(stored);

const storedValue = (stored: unknown, name: string): unknown =>
  isDictionary(stored) && Object.hasOwn(stored, name) ? stored[name] : null;

/** Every field of the definition. */
export const readProfile = (fields: UserFields, stored: unknown): Profile =>
  Object.fromEntries(
    fields.map((field): [string, FieldValue] => {
      const value = storedValue(stored, field.name);
      return [field.name, isValueOf(field, value) ? value : null];
    }),
  );

/** Which fields a change gives another value than is stored, by name. */
export const changedFields = (stored: unknown, change: Profile): string[] =>
  Object.keys(change).filter((name) => storedValue(stored, name) !== change[name]);

/** What is stored after a change. */
export const mergeProfile = (stored: unknown, change: Profile): Record<string, unknown> => ({
  ...(isDictionary(stored) ? stored : {}),
  ...change,
});

/** What is stored of fields that are no longer defined. */
export const formerFields = (fields: UserFields, stored: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(isDictionary(stored) ? stored : {}).filter(([name]) => fields.every((field) => field.name !== name)),
  );
