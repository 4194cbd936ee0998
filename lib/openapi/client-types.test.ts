import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { ROUTES } from '../../app/auth/openapi.json/routes';
import { APPS } from '../../e2e/fixtures/apps';
import { readConfig } from '../config/config';
import { clientTypes } from './client-types';
import { buildDocument } from './document';

const FILE = path.resolve(import.meta.dirname, '..', 'client', 'bodies.ts');

/** What any installation may have beside its own profile fields; the two differ in the version of their terms. */
const EVERYTHING = { APPS, ROLES: 'admin', ROTATE_REFRESH_TOKENS: 'true' };
const SETTINGS = [{}, { ...EVERYTHING, TERMS_VERSION: '1' }, { ...EVERYTHING, TERMS_VERSION: '2' }];

const documents = SETTINGS.map((settings) => buildDocument(readConfig(settings), ROUTES));

test('the types of the client are those of the description', () => {
  const types = clientTypes(documents);
  if (process.env.UPDATE_CLIENT_TYPES) writeFileSync(FILE, types);
  expect(readFileSync(FILE, 'utf8')).toBe(types);
});

test('a property that an installation may not have is optional', () => {
  const types = clientTypes(documents);
  expect(types).toContain(
    `export type RegisterRequest = {
  /** It is trimmed, and compared in lower case. */
  email: string;
  /** It is never trimmed. */
  password: string;
  /** The version of the terms that the user accepts. */
  terms_version?: string;
};
`,
  );
  expect(types).toContain('  roles?: string[];\n');
  expect(types).toContain("  token_type: 'Bearer';\n");
  expect(types).toContain('  address: string | null;\n');
});
