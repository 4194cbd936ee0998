import { expect, test } from 'playwright/test';
import { editableClaims, MAX_CLAIM_BYTES, parseAccessClaims, pickClaims } from './access-claims';
import { parseUserFields } from './parse-user-fields';
import { parseRoles, readRoles } from './roles';

const fields = parseUserFields({
  plan: { type: 'choice', choices: { free: 'Free', team: 'Team' }, editable: false },
  name: { type: 'text', maxLength: 80, claim: true },
  nickname: { type: 'text', maxLength: 80 },
  essay: { type: 'text', maxLength: 1000, claim: true },
});
const roles = ['admin', 'editor'];
const defined = { fields, roles };

test('claims are of the account, of fields that only operators set, and of those that may be claims', () => {
  const names = ['email', 'email_verified', 'roles', 'plan', 'name'];
  expect(parseAccessClaims([...names, 'plan'], defined)).toEqual(names);
  expect(editableClaims(names, fields)).toEqual(['name']);
});

test('a claim has the value that clients are shown', () => {
  const user = { id: '1', email: 'ann@example.com', plan: null };
  expect(pickClaims(['email', 'plan'], user)).toEqual({ email: 'ann@example.com', plan: null });
});

test('a field that its owner can edit is no claim unless it is marked', () => {
  expect(() => parseAccessClaims(['nickname'], defined)).toThrow(/^names "nickname", which its owner can edit: set/);
});

test('a name that is no claim is refused', () => {
  for (const name of ['id', 'sub', 'constructor', '', 'Email']) {
    expect(() => parseAccessClaims([name], defined)).toThrow(/: it must name email, email_verified, roles or fields/);
  }
  expect(() => parseAccessClaims(['roles'], { fields, roles: [] })).toThrow(/^names "roles": set ROLES/);
});

test('claims that may be larger than 1 KiB are refused', () => {
  expect(() => parseAccessClaims(['essay'], defined)).toThrow(
    /^allows claims of 4012 bytes, an access token has at most 1024/,
  );
  const fits = parseUserFields({ a: { type: 'text', maxLength: 254, claim: true } });
  expect(parseAccessClaims(['a'], { fields: fits, roles })).toEqual(['a']);
  expect(Buffer.byteLength(JSON.stringify({ a: '😀'.repeat(254) }))).toBeLessThanOrEqual(MAX_CLAIM_BYTES);
  const over = parseUserFields({ a: { type: 'text', maxLength: 255, claim: true } });
  expect(() => parseAccessClaims(['a'], { fields: over, roles })).toThrow(/1028 bytes/);
});

test('roles are names, each once', () => {
  expect(parseRoles(['editor', 'admin', 'editor'])).toEqual(['admin', 'editor']);
  for (const name of ['', 'a b', 'a,b', '-a', 'ä', 'a'.repeat(65)]) {
    expect(() => parseRoles([name])).toThrow(/^must be at most 50 names separated by commas/);
  }
});

test('a role that is no longer listed is not shown', () => {
  expect(readRoles(roles, ['owner', 'editor', 'admin', 'admin'])).toEqual(['admin', 'editor']);
});
