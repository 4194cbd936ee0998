import { AuthError } from '../../errors';
import type { Endpoint } from '../../paths';
import { editableFields } from '../../profile/user-fields';
import { accountExample, CREATED_AT, LATER, PASSWORD, profileExample, SESSION_ID } from '../examples';
import { schemaRef } from '../json-schema';
import { type Describe, jsonContent, type ResponseText, sentence, type Texts } from '../operation-text';

type Config = Parameters<Describe>[0];

const session = { id: SESSION_ID, created_at: CREATED_AT, last_seen_at: CREATED_AT };
const client = { address: '203.0.113.7', agent: 'Firefox on Linux' };

const exportExample = (config: Config) => ({
  exported_at: LATER,
  account: { ...accountExample(config), email_verified_at: null, password_set_at: CREATED_AT, last_sign_in_at: null },
  sessions: [{ ...session, ends_at: LATER, ended_at: null, ...client }],
  reset_links: [],
  email_links: [],
  mails: [],
  events: [],
});

const account = (config: Config, description: string): Readonly<Record<number, ResponseText>> => ({
  200: { description, headers: ['Set-Cookie'], content: jsonContent(schemaRef('Account'), accountExample(config)) },
});

/** The account of the signed-in user. */
export const ACCOUNT_OPERATIONS = {
  '/auth/me/': {
    GET: (config) => ({
      operationId: 'getAccount',
      tag: 'Account',
      summary: 'Show the account',
      responses: account(config, 'The account.'),
    }),
    PATCH: (config) => ({
      operationId: 'updateAccount',
      tag: 'Account',
      summary: 'Change profile fields',
      description: 'The fields that are sent are changed. Those that only operators set are ignored.',
      requestExample: profileExample(editableFields(config.userFields)),
      responses: account(config, 'The account as it is now.'),
    }),
    POST: (config) => ({
      operationId: 'updateAccountByForm',
      tag: 'Account',
      summary: 'Change profile fields by a browser form',
      requestExample: profileExample(editableFields(config.userFields)),
      responses: account(config, 'The account as it is now.'),
    }),
  },
  '/auth/me/export/': {
    GET: (config) => ({
      operationId: 'exportAccount',
      tag: 'Account',
      summary: 'Export everything that is stored about the user',
      responses: {
        200: {
          description: 'A file. It has no secrets.',
          headers: ['Content-Disposition'],
          content: jsonContent(schemaRef('AccountExport'), exportExample(config)),
        },
      },
      errors: [new AuthError('cross_origin')],
    }),
  },
  '/auth/me/delete/': {
    POST: () => ({
      operationId: 'deleteAccount',
      tag: 'Account',
      summary: 'Delete the account',
      requestExample: { password: PASSWORD },
      responses: {
        200: {
          description: 'The account is gone.',
          headers: ['Set-Cookie', 'Clear-Site-Data'],
          content: sentence('Account deleted.'),
        },
      },
      errors: [new AuthError('wrong_password', { field: 'password' })],
    }),
  },
  '/auth/sessions/': {
    GET: () => ({
      operationId: 'listSessions',
      tag: 'Sessions',
      summary: 'List sessions',
      responses: {
        200: {
          description: 'At most 100, by their last use.',
          content: jsonContent({ type: 'array', items: schemaRef('Session') }, [
            { ...session, ...client, current: true },
          ]),
        },
      },
    }),
  },
  '/auth/sessions/[id]/end/': {
    POST: () => ({
      operationId: 'endSession',
      tag: 'Sessions',
      summary: 'End a session',
      parameters: [
        {
          name: 'id',
          in: 'path',
          required: true,
          description: 'The ID of a session of the user.',
          schema: { type: 'string', format: 'uuid' },
          example: SESSION_ID,
        },
      ],
      responses: {
        200: {
          description: 'The session has ended; the same for one that had ended.',
          headers: ['Set-Cookie', 'Clear-Site-Data'],
          content: sentence('Session ended.'),
        },
      },
      errors: [new AuthError('not_found')],
    }),
  },
  '/auth/sessions/end-others/': {
    POST: () => ({
      operationId: 'endOtherSessions',
      tag: 'Sessions',
      summary: 'End all other sessions',
      responses: {
        200: {
          description: 'The other sessions have ended.',
          headers: ['Set-Cookie'],
          content: sentence('Other sessions ended.'),
        },
      },
    }),
  },
} satisfies Partial<Texts<Endpoint>>;
