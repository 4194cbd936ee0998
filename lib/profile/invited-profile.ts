import { readProfile } from './stored-profile';
import { askedAtRegistration, defaultProfile, type Profile, type UserFields } from './user-fields';

/** The profile of a user who was invited: what the operator gave, and what the user typed. Pure. */

/**
 * What a new user has who types nothing.
 * @param stored with the invitation. Of fields that are no longer defined nothing is taken over.
 */
export function invitedProfile(fields: UserFields, stored: unknown): Profile {
  const given = readProfile(fields, stored);
  const names = Object.keys(Object(stored)).filter((name) => Object.hasOwn(given, name));
  return { ...defaultProfile(fields), ...Object.fromEntries(names.map((name) => [name, given[name] ?? null])) };
}

/** The fields that have to be typed and were not. */
export const missingFields = (fields: UserFields, profile: Profile): string[] =>
  askedAtRegistration(fields)
    .filter(({ name, required }) => required && (profile[name] ?? null) === null)
    .map(({ name }) => name);
