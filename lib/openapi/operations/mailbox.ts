import { AuthError } from '../../errors';
import type { Endpoint } from '../../paths';
import { ACCESS_TOKEN, CREATED_AT, EMAIL, LINK_TOKEN, USER_ID } from '../examples';
import { type JsonSchema, type ObjectSchema, schemaRef } from '../json-schema';
import { type Describe, jsonContent, type Texts } from '../operation-text';

type Config = Parameters<Describe>[0];

const mailExample = ({ appUrl }: Config) => {
  const link = `${appUrl}/verify-email/${LINK_TOKEN}/`;
  return {
    id: USER_ID,
    to: EMAIL,
    subject: 'Verify your email',
    text: `Verify your email: ${link}`,
    html: `<a href="${link}">Verify your email</a>`,
    links: [link],
    created_at: CREATED_AT,
  };
};

const Text = { type: 'string' };
const FOR_THIS_MACHINE = 'For this machine alone: every other client gets a 404.';

const integer = (minimum: number, maximum: number, description: string): JsonSchema => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});

const Later = {
  type: 'object',
  properties: { email: Text, seconds: integer(1, 315_360_000, 'How much time passes.') },
  required: ['email', 'seconds'],
} satisfies ObjectSchema;

const Fail = {
  type: 'object',
  properties: {
    email: Text,
    times: { ...integer(0, 10, 'How many attempts to deliver fail.'), default: 1 },
    kind: { type: 'string', enum: ['temporary', 'permanent'], default: 'temporary' },
  },
  required: ['email'],
} satisfies ObjectSchema;

const Access = { type: 'object', properties: { access: Text }, required: ['access'] } satisfies ObjectSchema;

/** The schemas that serve take text for numbers as well, so zod cannot say what they are for. */
const requestBody = (schema: ObjectSchema, example: object) => ({
  'application/json': { schema, example },
  'application/x-www-form-urlencoded': { schema, example },
});

/** Every key is in the response. */
const complete = (schema: ObjectSchema): JsonSchema => ({
  ...schema,
  required: Object.keys(schema.properties),
  additionalProperties: false,
});

const LATER = { email: EMAIL, seconds: 360 };
const FAIL = { email: EMAIL, times: 1, kind: 'temporary' };

/** What an installation without a mail provider offers to developers and their tests. */
export const MAILBOX_OPERATIONS = {
  '/mailbox/messages/': {
    GET: (config) => ({
      operationId: 'listMails',
      tag: 'Operation',
      summary: 'List the mails of an installation without a mail provider',
      description: FOR_THIS_MACHINE,
      parameters: [{ name: 'to', in: 'query', description: 'Only mails to this email.', schema: Text, example: EMAIL }],
      responses: {
        200: {
          description: 'The newest first, of the last 24 hours.',
          content: jsonContent({ type: 'array', items: schemaRef('Mail') }, [mailExample(config)]),
        },
      },
      errors: [new AuthError('not_found')],
    }),
  },
  '/mailbox/later/': {
    POST: () => ({
      operationId: 'moveAccountTime',
      tag: 'Operation',
      summary: 'Let time pass for one account',
      description: `All times of the account move into the past: sessions, tokens, links and waits. ${FOR_THIS_MACHINE}`,
      requestBody: requestBody(Later, LATER),
      responses: { 200: { description: 'The time has passed.', content: jsonContent(complete(Later), LATER) } },
      errors: [new AuthError('not_found'), new AuthError('user_not_found')],
    }),
  },
  '/mailbox/fail/': {
    POST: () => ({
      operationId: 'failMails',
      tag: 'Operation',
      summary: 'Let the next mails to an email fail',
      description: `Attempts to deliver fail as those of a mail provider would. ${FOR_THIS_MACHINE}`,
      requestBody: requestBody(Fail, FAIL),
      responses: { 200: { description: 'What will fail.', content: jsonContent(complete(Fail), FAIL) } },
      errors: [new AuthError('not_found')],
    }),
  },
  '/mailbox/expired-access/': {
    POST: () => ({
      operationId: 'expireAccessToken',
      tag: 'Operation',
      summary: 'Get an access token that has expired',
      description: `It is of the same session as the token that is sent, which stays as it is. ${FOR_THIS_MACHINE}`,
      requestBody: requestBody(Access, { access: ACCESS_TOKEN }),
      responses: {
        200: { description: 'The token.', content: jsonContent(complete(Access), { access: ACCESS_TOKEN }) },
      },
      errors: [new AuthError('not_found')],
    }),
  },
} satisfies Partial<Texts<Endpoint>>;
