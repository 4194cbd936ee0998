import { DefinitionError } from './definition-error';

/** The roles that an installation has (`ROLES`), and those of a user. Pure. */

const MAX_ROLES = 50;

/** No comma and no space: roles are listed in settings, on command lines and in headers. */
const ROLE = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/** @returns sorted, each once @throws DefinitionError */
export function parseRoles(names: readonly string[]): readonly string[] {
  if (names.every((name) => ROLE.test(name)) && names.length <= MAX_ROLES) return sorted(names);
  throw new DefinitionError(
    `must be at most ${MAX_ROLES} names separated by commas, each of at most 64 letters, digits and _ . : -, such as admin,editor.`,
  );
}

/** @param stored those that are no longer listed are not shown */
export const readRoles = (roles: readonly string[], stored: readonly string[]): string[] =>
  sorted(stored.filter((role) => roles.includes(role)));

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();
