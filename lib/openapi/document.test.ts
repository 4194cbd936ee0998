import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'playwright/test';
import { ROUTES } from '../../app/auth/openapi.json/routes';
import { APPS } from '../../e2e/fixtures/apps';
import { PROFILE_SETTINGS } from '../../e2e/fixtures/user-fields';
import { type Config, readConfig } from '../config/config';
import { ENDPOINTS } from '../paths';
import type { Schema } from '../schemas/fields';
import { buildDocument, type OpenApiDocument, VERSION } from './document';

const PUBLIC = { APP_URL: 'https://login.example.org', TRUSTED_PROXIES: 'none', RESEND_API_KEY: 're_123' };

/** Installations that differ in what they offer. */
const CONFIGS: Readonly<Record<string, Config>> = {
  'with nothing set': readConfig({}),
  'for the public': readConfig({
    ...PUBLIC,
    HIDE_UNKNOWN_EMAILS: 'true',
    REGISTRATION: 'closed',
    JWT_ALGORITHM: 'RS256',
  }),
  'with every feature': readConfig({
    ...PROFILE_SETTINGS,
    APPS,
    TERMS_VERSION: '2026-11',
    SESSION_COOKIE: 'ask',
    REGISTER_SIGNS_IN: 'true',
    ROTATE_REFRESH_TOKENS: 'true',
    REGISTRATION_DOMAINS: 'example.com',
  }),
};

const documentOf = (config: Config): OpenApiDocument => buildDocument(config, ROUTES);
const operationsOf = ({ paths }: OpenApiDocument) =>
  Object.entries(paths).flatMap(([at, item]) =>
    Object.entries(item).map(([method, each]) => ({ at, method, each: each as Described })),
  );

/** Each is off for a reason. */
const RULES = {
  // The contract of the API: its paths end in a slash, and a fixed path comes before one with parameters.
  'no-path-trailing-slash': 'off',
  'no-ambiguous-paths': 'off',
  // Some operations lead elsewhere only, and nothing is wrong with a request for liveness. A test below looks at both.
  'operation-2xx-response': 'off',
  'operation-4xx-response': 'off',
} as const;

for (const [name, config] of Object.entries(CONFIGS)) {
  test.describe(`the description of an installation ${name}`, () => {
    test('has no fault by the recommended rules of Redocly', async () => {
      const document = documentOf({ ...config, appUrl: 'https://login.example.org' });
      const rules = await createConfig({ extends: ['recommended'], rules: RULES });
      const problems = await lintFromString({ source: JSON.stringify(document), config: rules });
      expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
    });

    test('says of every operation how it succeeds, and how it fails', () => {
      const statuses = operationsOf(documentOf(config)).map(({ at, each }) => ({
        at,
        all: Object.keys(each.responses ?? {}),
      }));
      expect(statuses.filter(({ all }) => !all.some((status) => /^[23]/.test(status)))).toEqual([]);
      expect(statuses.filter(({ all }) => !all.some((status) => /^4/.test(status))).map(({ at }) => at)).toEqual([
        '/health/live/',
        '/health/ready/',
      ]);
    });

    test('names the fields of a request that are required, and no others', () => {
      for (const { at, method, each } of operationsOf(documentOf(config))) {
        const schema = schemaOfBody(each);
        const served = servedSchema(config, at, method);
        if (!schema || !served) continue;
        const body: Record<string, unknown> = { ...each.requestBody?.content['application/json']?.example };
        expect([at, served.safeParse(body).error?.issues ?? []]).toEqual([at, []]);
        for (const field of schema.required ?? []) {
          const { [field]: _left, ...rest } = body;
          expect([at, field, fieldsOf(served.safeParse(rest))]).toEqual([at, field, [field]]);
        }
      }
    });
  });
}

type RequestSchema = { properties: Record<string, object>; required?: string[] };
type Described = {
  responses?: object;
  requestBody?: { content: Record<string, { schema: RequestSchema; example?: object }> };
};

const schemaOfBody = ({ requestBody }: Described): RequestSchema | undefined =>
  requestBody?.content['application/json']?.schema;

const fieldsOf = ({ error }: ReturnType<Schema<unknown>['safeParse']>): string[] => [
  ...new Set(error?.issues.map((issue) => String(issue.path[0]))),
];

/** What parses the body of an operation; null where it declares none. */
function servedSchema(config: Config, at: string, method: string): Schema<unknown> | null {
  const endpoint = at.replace(/\{(\w+)\}/g, '[$1]');
  const { [endpoint]: route } = ROUTES as Partial<Record<string, (typeof ROUTES)[keyof typeof ROUTES]>>;
  const offered: Partial<Record<string, { declaration?: { schema: unknown } }>> = route?.declaration(config) ?? {};
  const schema = offered[method.toUpperCase()]?.declaration?.schema;
  const made = typeof schema === 'function' ? schema({ config, passwordPolicy: () => [] }, { isForm: false }) : schema;
  return (made as Schema<unknown> | undefined) ?? null;
}

test('the description has every endpoint where every feature is there', () => {
  const { paths } = documentOf(CONFIGS['with every feature'] ?? readConfig({}));
  expect(Object.keys(paths)).toEqual(ENDPOINTS.map((each) => each.replace(/\[(\w+)\]/g, '{$1}')));
});

test('an installation with a mail provider has no mailbox', () => {
  expect(documentOf(readConfig(PUBLIC)).paths).not.toHaveProperty('/mailbox/messages/');
  expect(documentOf(readConfig({})).paths).toHaveProperty('/mailbox/messages/');
});

test('an operation has what its route declares, and what its use case throws', () => {
  const { paths } = documentOf(readConfig({}));
  const { responses, ...operation } = paths['/auth/change-password/']?.post ?? {};
  const text = { type: 'string' };
  const fields = {
    current_password: { type: 'string', description: 'The present password.', format: 'password' },
    password: { type: 'string', description: 'It is never trimmed.', format: 'password' },
  };
  const body = {
    schema: { type: 'object', properties: fields, required: ['current_password', 'password'] },
    example: { current_password: 'old_secure_password', password: 'new_secure_password' },
  };
  expect(operation).toEqual({
    operationId: 'changePassword',
    summary: 'Change the password',
    description: 'All other sessions end, and the former tokens of this one.',
    tags: ['Passwords'],
    security: [{ accessToken: [] }, { sessionCookie: [] }],
    requestBody: {
      required: true,
      content: { 'application/json': body, 'application/x-www-form-urlencoded': body },
    },
  });
  expect(Object.keys(responses ?? {})).toEqual([
    '200',
    '303',
    '400',
    '401',
    '403',
    '413',
    '415',
    '421',
    '429',
    '500',
    '503',
  ]);
  const sentences = { type: 'array', items: text };
  expect(responses).toMatchObject({
    400: {
      content: {
        'application/json': {
          schema: {
            anyOf: [
              { properties: { current_password: sentences, password: sentences }, additionalProperties: false },
              { $ref: '#/components/schemas/MalformedJson' },
              { $ref: '#/components/schemas/MalformedForm' },
              { $ref: '#/components/schemas/NotADictionary' },
            ],
          },
          examples: { wrong_password: { value: { current_password: ['The password is not right.'] } } },
        },
      },
    },
    429: { $ref: '#/components/responses/Throttled' },
  });
});

test('an error has its words, its headers and an example', () => {
  const { components } = documentOf(readConfig({}));
  expect(components.responses?.Throttled).toEqual({
    description: 'Too Many Requests\n- Too many attempts; see `Retry-After`.',
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      'Cache-Control': { $ref: '#/components/headers/Cache-Control' },
      'Retry-After': { $ref: '#/components/headers/Retry-After' },
    },
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Throttled' },
        examples: { throttled: { value: { detail: 'Request was throttled. Expected available in 42 seconds.' } } },
      },
    },
  });
  expect(components.schemas?.UserNotFound).toEqual({
    type: 'object',
    description: 'The email is unknown.',
    properties: {
      detail: { type: 'string', const: 'No user with this email address was found.' },
      code: { type: 'string', const: 'user_not_found' },
    },
    required: ['detail', 'code'],
    additionalProperties: false,
  });
});

test('an operation without a description is an error', () => {
  const routes = { ...ROUTES, '/auth/sessions/': { declaration: () => ({ PATCH: {} }) } };
  expect(() => buildDocument(readConfig({}), routes)).toThrow('PATCH /auth/sessions/ is not described.');
});

test('the version is that of the package', () => {
  const file = path.resolve(import.meta.dirname, '..', '..', 'package.json');
  expect(JSON.parse(readFileSync(file, 'utf8')).version).toBe(VERSION);
});
