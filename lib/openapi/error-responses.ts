import { STATUS_CODES } from 'node:http';
import type { AuthError } from '../errors';
import { errorResponse } from '../http/response';
import { errorName, fieldErrorsSchema, isOfFields, meaningOf } from './error-schemas';
import { headerRefs } from './headers';
import { type JsonSchema, schemaRef } from './json-schema';
import type { Media } from './operation-text';

export type Response = {
  description: string;
  headers?: Readonly<Record<string, JsonSchema>>;
  content?: Readonly<Record<string, Media | { schema: JsonSchema; examples: JsonSchema }>>;
};

/** A response, or a reference to one that operations share. */
type ResponseRef = Response | JsonSchema;

type Of = {
  /** The fields of the request. */
  fields: readonly string[];
  /** A client that asks for a page gets the sentence alone. */
  isTextToo: boolean;
  /** What operations share is added. */
  shared: Map<string, Response>;
};

/** The responses of these errors by status, with the headers that go with each. */
export function errorResponses(errors: readonly AuthError[], of: Of): Record<number, ResponseRef> {
  const statuses = [...new Set(errors.map(({ status }) => status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = errors.filter((error) => error.status === status);
      return [status, shareable(responseOf(ofStatus, of), ofStatus, of)];
    }),
  );
}

/** Those whose bodies do not depend on the fields of a request are the same for every operation. */
function shareable(response: Response, errors: readonly AuthError[], { isTextToo, shared }: Of): ResponseRef {
  if (errors.some(isOfFields)) return response;
  const name = [...codesOf(errors).map(errorName), ...(isTextToo ? ['Text'] : [])].join('.');
  shared.set(name, response);
  return { $ref: `#/components/responses/${name}` };
}

function responseOf(errors: readonly AuthError[], { fields, isTextToo }: Of): Response {
  const [first] = errors;
  const codes = codesOf(errors);
  const ofRequest = codes.filter((code) => !isOfFields({ code }));
  const schemas = ofRequest.map((code) => schemaRef(errorName(code)));
  if (ofRequest.length < codes.length) schemas.unshift(fieldErrorsSchema(fieldsOf(errors, fields)));
  const [only] = schemas;
  return {
    description: [STATUS_CODES[first?.status ?? 0], ...codes.map((code) => `- ${meaningOf(code)}`)].join('\n'),
    headers: headerRefs(Object.keys(first ? (errorResponse(first).headers ?? {}) : {})),
    content: {
      'application/json': {
        schema: only && schemas.length === 1 ? only : { anyOf: schemas },
        examples: examplesOf(errors),
      },
      ...(isTextToo && { 'text/plain': { schema: { type: 'string' } } }),
    },
  };
}

const codesOf = (errors: readonly AuthError[]) => [...new Set(errors.map(({ code }) => code))];

/** A rule may have a sentence for a field that the request does not have, such as the email of a link. */
const fieldsOf = (errors: readonly AuthError[], fields: readonly string[]): string[] => [
  ...new Set([...fields, ...errors.filter(isOfFields).flatMap(({ body }) => Object.keys(body))]),
];

function examplesOf(errors: readonly AuthError[]): Record<string, { value: object }> {
  const examples: Record<string, { value: object }> = {};
  for (const { code, body } of errors) {
    const count = Object.keys(examples).filter((name) => name.replace(/-\d+$/, '') === code).length;
    examples[count === 0 ? code : `${code}-${count + 1}`] = { value: body };
  }
  return examples;
}
