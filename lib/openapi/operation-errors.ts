import type { Config } from '../config/config';
import { AuthError, type TokenErrorReason } from '../errors';
import type { OperationDeclaration } from '../http/operation';
import type { ObjectSchema } from './json-schema';
import type { OperationText } from './operation-text';

type Of = {
  path: string;
  method: string;
  text: OperationText;
  declaration: OperationDeclaration | undefined;
  config: Config;
};

const REASONS: readonly TokenErrorReason[] = ['expired', 'invalid', 'wrong_type', 'blacklisted'];

/** The errors that follow from where an operation is and from what it declares. */
export function errorsOfKind({ path, method, text, declaration, config }: Of, input: ObjectSchema | null): AuthError[] {
  const isBodyRead = method !== 'GET' && input !== null;
  const hasFields = isBodyRead && Object.keys(input.properties).length > 0;
  const isTokenJudged = declaration?.tokenIn !== undefined;
  return [
    ...(path.startsWith('/health/') ? [] : misdirections(config)),
    ...(isBodyRead ? bodyErrors() : []),
    ...(hasFields ? [requiredExample(input)] : []),
    ...(declaration?.tokenIn === 'header' ? sessionErrors(text) : []),
    ...(declaration?.tokenIn === 'body' ? tokenErrors() : []),
    ...(declaration?.onCookieExchange ? [new AuthError('not_authenticated')] : []),
    ...(declaration?.limit || isTokenJudged ? [new AuthError('throttled', { seconds: 42 })] : []),
    new AuthError('server_error'),
    new AuthError('unavailable', { seconds: 1 }),
  ];
}

const misdirections = ({ isLoopback }: Config) =>
  isLoopback ? [new AuthError('misdirected'), new AuthError('foreign_origin')] : [new AuthError('other_host')];

const bodyErrors = () => [
  new AuthError('malformed_json'),
  new AuthError('malformed_form'),
  new AuthError('not_a_dictionary', { received: 'list' }),
  new AuthError('cross_origin'),
  new AuthError('body_too_large'),
  new AuthError('unsupported_media_type', { mediaType: 'text/plain' }),
];

/** As an empty body is answered, or an empty value where every field may be missing. */
function requiredExample({ properties, required = [] }: ObjectSchema): AuthError {
  const [first = ''] = Object.keys(properties);
  const fields = required.length > 0 ? required : [first];
  const sentence = required.length > 0 ? 'This field is required.' : 'Not a valid string.';
  return new AuthError('invalid_fields', { fields: Object.fromEntries(fields.map((name) => [name, [sentence]])) });
}

const sessionErrors = ({ credentials }: OperationText) => [
  ...(credentials === 'session-or-none' ? [] : [new AuthError('not_authenticated')]),
  new AuthError('bad_authorization_header'),
  ...REASONS.map((reason) => new AuthError('bearer_not_valid', { reason })),
];

const tokenErrors = () => [
  ...REASONS.map((reason) => new AuthError('token_not_valid', { reason })),
  new AuthError('no_account_for_token'),
];
