import type { Config } from '../config/config';
import type { AuthError } from '../errors';
import type { OperationDeclaration } from '../http/operation';
import type { PasswordPolicy } from '../schemas/passwords';
import { errorResponses, type Response } from './error-responses';
import { describeFields } from './field-descriptions';
import { headerRefs } from './headers';
import { inputSchema, type JsonSchema, type ObjectSchema } from './json-schema';
import { oauthErrorResponses } from './oauth-error-responses';
import { errorsOfKind } from './operation-errors';
import type { OperationText, Parameter, ResponseText } from './operation-text';

type Of = {
  path: string;
  method: string;
  text: OperationText;
  /** Absent where the operation declares nothing. */
  declaration: OperationDeclaration | undefined;
  config: Config;
  shared: Map<string, Response>;
};

/** An operation (OpenAPI 3.1.1 §4.8.10). */
export function describeOperation(of: Of): JsonSchema {
  const { text, declaration, config, method } = of;
  const input = declaration ? describeFields(inputOf(declaration, config), config) : null;
  const body = text.requestBody ?? (method === 'GET' || !input ? null : bodyContent(input, text.requestExample));
  const { operationId, summary, description, tag, parameters = [] } = text;
  return {
    operationId,
    summary,
    ...(description && { description }),
    tags: [tag],
    security: securityOf(of),
    ...(parameters.length > 0 && { parameters: parameters.map(toParameter) }),
    ...(body && { requestBody: { required: (input?.required ?? []).length > 0 || !input, content: body } }),
    responses: responsesOf(of, input),
  };
}

/** What a schema asks of a password is in words, not in the schema. */
const ANY_PASSWORD: PasswordPolicy = () => [];

function inputOf({ schema }: OperationDeclaration, config: Config): ObjectSchema {
  const isMade = typeof schema === 'function';
  return inputSchema(isMade ? schema({ config, passwordPolicy: ANY_PASSWORD }, { isForm: false }) : schema);
}

const BODY_TYPES = ['application/json', 'application/x-www-form-urlencoded'];

const bodyContent = (schema: ObjectSchema, example: object | undefined) =>
  Object.fromEntries(BODY_TYPES.map((type) => [type, { schema, ...(example && { example }) }]));

const toParameter = ({ required = false, ...rest }: Parameter) => ({ ...rest, required });

const COOKIE = { sessionCookie: [] };
const BEARER = { accessToken: [] };

/** Which credentials count; `{}` is none. */
function securityOf({ text, declaration }: Of): readonly JsonSchema[] {
  switch (text.credentials ?? (declaration?.tokenIn === 'header' ? 'session' : 'none')) {
    case 'none':
      return [];
    case 'session':
      return [BEARER, COOKIE];
    case 'session-or-none':
      return [BEARER, COOKIE, {}];
    case 'cookie-or-none':
      return [COOKIE, {}];
    case 'access-token':
      return [BEARER];
    case 'app':
      return [{ clientSecret: [] }, {}];
  }
}

function responsesOf(of: Of, input: ObjectSchema | null): Record<number, JsonSchema | Response> {
  const { text, declaration, shared } = of;
  const isTextToo = text.errorStyle === 'text';
  const fields = Object.keys(input?.properties ?? {});
  const errors = [...(text.errors ?? []), ...errorsOfKind(of, input)];
  const all = text.errorStyle === 'oauth' ? errors.filter(isEarly) : errors;
  return {
    ...errorResponses(all, { fields, isTextToo, shared }),
    ...oauthErrorResponses(text.oauthErrors ?? {}),
    ...(declaration?.form && { 303: SEE_OTHER }),
    ...Object.fromEntries(Object.entries(text.responses).map(([status, each]) => [status, toResponse(each)])),
  };
}

const SEE_OTHER: Response = {
  description: 'A browser form without JavaScript: to the page that shows the result, an error or a success.',
  headers: headerRefs(['Location', 'Set-Cookie']),
};

const toResponse = ({ description, headers = [], content }: ResponseText): Response => ({
  description,
  headers: headerRefs(headers),
  ...(content && { content }),
});

/** Before an operation in the words of OAuth is reached. */
const isEarly = ({ status }: AuthError): boolean => status === 421;
