import { openidConfiguration } from '../../auth/well-known/openid-configuration';
import { AuthError } from '../../errors';
import type { Endpoint } from '../../paths';
import { type JsonSchema, schemaRef } from '../json-schema';
import { type Describe, jsonContent, type Texts } from '../operation-text';

type Config = Parameters<Describe>[0];

const status = (word: string) =>
  jsonContent(
    {
      type: 'object',
      properties: { status: { type: 'string', const: word } },
      required: ['status'],
      additionalProperties: false,
    },
    { status: word },
  );

/** Of values that do not change while the server runs. */
function typeOf(value: unknown): JsonSchema {
  return Array.isArray(value) ? { type: 'array', items: { type: 'string' } } : { type: typeof value };
}

function providerMetadata(config: Config) {
  const { metadata } = openidConfiguration(config);
  const properties = Object.entries(metadata).map(([name, value]) => [name, typeOf(value)]);
  return jsonContent(
    { type: 'object', properties: Object.fromEntries(properties), required: Object.keys(metadata) },
    metadata,
  );
}

const Text = { type: 'string' };

const DocumentSchema = {
  type: 'object',
  properties: { openapi: Text, info: { type: 'object' }, paths: { type: 'object' }, components: { type: 'object' } },
  required: ['openapi'],
};

const RegistryItem = { type: 'object', properties: { name: Text }, required: ['name'] };

/** Health, discovery, and what developers need. */
export const SERVER_OPERATIONS = {
  '/auth/openapi.json': {
    GET: () => ({
      operationId: 'getDescription',
      tag: 'Discovery',
      summary: 'Show this description',
      responses: { 200: { description: 'This document.', content: jsonContent(DocumentSchema, { openapi: '3.1.1' }) } },
    }),
  },
  '/.well-known/jwks.json': {
    GET: ({ jwtAlgorithm }) => ({
      operationId: 'getKeys',
      tag: 'Discovery',
      summary: 'Show the public keys',
      description: 'By these keys other programs verify access tokens (RFC 7517 §5).',
      responses: {
        200: {
          description: 'The key set.',
          content: jsonContent(schemaRef('KeySet'), {
            keys: [{ kty: jwtAlgorithm === 'ES256' ? 'EC' : 'RSA', kid: 'a-key', alg: jwtAlgorithm, use: 'sig' }],
          }),
        },
      },
    }),
  },
  '/.well-known/openid-configuration': {
    GET: (config) => ({
      operationId: 'getProviderMetadata',
      tag: 'Discovery',
      summary: 'Show the metadata of the provider',
      description: 'OpenID Connect Discovery §3.',
      responses: { 200: { description: 'The metadata.', content: providerMetadata(config) } },
    }),
  },
  '/.well-known/security.txt': {
    GET: () => ({
      operationId: 'getSecurityContact',
      tag: 'Discovery',
      summary: 'Say where to report a vulnerability',
      description: 'RFC 9116. It exists with `SECURITY_CONTACT`.',
      responses: { 200: { description: 'The contact.', content: { 'text/plain': { schema: Text } } } },
      errors: [new AuthError('not_found')],
    }),
  },
  '/.well-known/change-password': {
    GET: () => ({
      operationId: 'findPasswordPage',
      tag: 'Discovery',
      summary: 'Lead to where a password is changed',
      responses: { 303: { description: 'To the account page.', headers: ['Location'] } },
    }),
  },
  '/health/live/': {
    GET: () => ({
      operationId: 'getLiveness',
      tag: 'Operation',
      summary: 'Say whether the process runs',
      responses: { 200: { description: 'It runs.', content: status('live') } },
    }),
  },
  '/health/ready/': {
    GET: () => ({
      operationId: 'getReadiness',
      tag: 'Operation',
      summary: 'Say whether requests can be served',
      responses: { 200: { description: 'The database is there.', content: status('ready') } },
    }),
  },
  '/icon.svg': {
    GET: () => ({
      operationId: 'getIcon',
      tag: 'Operation',
      summary: 'Show the icon',
      errorStyle: 'text',
      responses: { 200: { description: 'The icon.', content: { 'image/svg+xml': { schema: Text } } } },
    }),
  },
  '/r/[item]': {
    GET: () => ({
      operationId: 'getForm',
      tag: 'Operation',
      summary: 'Show a form as code',
      description: 'An item for `npx shadcn add`.',
      errorStyle: 'text',
      parameters: [
        {
          name: 'item',
          in: 'path',
          required: true,
          description: 'The name of a form.',
          schema: Text,
          example: 'login.json',
        },
      ],
      responses: {
        200: { description: 'The item.', content: jsonContent(RegistryItem, { name: 'login' }) },
        404: { description: 'There is no such form.', content: { 'text/html': { schema: Text } } },
      },
    }),
  },
} satisfies Partial<Texts<Endpoint>>;
