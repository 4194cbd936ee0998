import type { Response } from './error-responses';
import { headerRefs } from './headers';
import { schemaRef } from './json-schema';

/** The header that goes with an error of OAuth, by its status. */
const OAUTH_HEADERS: Readonly<Record<number, string>> = {
  401: 'WWW-Authenticate',
  403: 'WWW-Authenticate',
  429: 'Retry-After',
  503: 'Retry-After',
};

/** @param codesByStatus as apps are told them */
export const oauthErrorResponses = (
  codesByStatus: Readonly<Record<number, readonly string[]>>,
): Record<string, Response> =>
  Object.fromEntries(
    Object.entries(codesByStatus).map(([status, codes]) => {
      const header = OAUTH_HEADERS[Number(status)];
      return [
        status,
        {
          description: 'An error in the words of OAuth (RFC 6749 §5.2, RFC 6750 §3.1).',
          headers: headerRefs(header === undefined ? [] : [header]),
          content: {
            'application/json': {
              schema: {
                allOf: [
                  schemaRef('OAuthError'),
                  { type: 'object', properties: { error: { type: 'string', enum: codes } } },
                ],
              },
              examples: Object.fromEntries(
                codes.map((code) => [
                  code,
                  { value: { error: code, error_description: 'A sentence for developers.' } },
                ]),
              ),
            },
          },
        },
      ];
    }),
  );
