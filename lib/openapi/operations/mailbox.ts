import { AuthError } from '../../errors';
import type { Endpoint } from '../../paths';
import { ACCESS_TOKEN, CREATED_AT, EMAIL, LINK_TOKEN, USER_ID } from '../examples';
import { schemaRef } from '../json-schema';
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
      requestExample: LATER,
      responses: { 200: { description: 'The time has passed.', content: jsonContent(schemaRef('PassedTime'), LATER) } },
      errors: [new AuthError('not_found'), new AuthError('user_not_found')],
    }),
  },
  '/mailbox/fail/': {
    POST: () => ({
      operationId: 'failMails',
      tag: 'Operation',
      summary: 'Let the next mails to an email fail',
      description: `Attempts to deliver fail as those of a mail provider would. ${FOR_THIS_MACHINE}`,
      requestExample: FAIL,
      responses: { 200: { description: 'What will fail.', content: jsonContent(schemaRef('FailingMails'), FAIL) } },
      errors: [new AuthError('not_found')],
    }),
  },
  '/mailbox/expired-access/': {
    POST: () => ({
      operationId: 'expireAccessToken',
      tag: 'Operation',
      summary: 'Get an access token that has expired',
      description: `It is of the same session as the token that is sent, which stays as it is. ${FOR_THIS_MACHINE}`,
      requestExample: { access: ACCESS_TOKEN },
      responses: {
        200: { description: 'The token.', content: jsonContent(schemaRef('ExpiredAccess'), { access: ACCESS_TOKEN }) },
      },
      errors: [new AuthError('not_found')],
    }),
  },
} satisfies Partial<Texts<Endpoint>>;
