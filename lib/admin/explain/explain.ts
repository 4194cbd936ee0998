import type { RequestContext } from '../../context';
import type { TokenKind } from '../../tokens/jwt';
import { explainJwt } from './explain-jwt';
import { explainOpaque } from './explain-opaque';
import { explainRequest } from './explain-request';
import type { Explanation, TokenExplanation } from './explanation';
import { readSubject } from './read-subject';

/**
 * Why a token is refused here, or that it is good; or what is recorded of a request. Nothing is changed, and an explained
 * token counts for no rate limit.
 * @param input `text`: the token, the link or the request ID; `as`: how a token was used
 */
export async function explain(
  { text, as }: { text: string; as?: TokenKind | undefined },
  ctx: RequestContext,
): Promise<Explanation> {
  const subject = readSubject(text);
  switch (subject.kind) {
    case 'jwt':
      return explainJwt(subject.jwt, as ?? null, ctx);
    case 'opaque':
      return (await explainOpaque(subject.token, ctx)) ?? explainUnknown(subject.token, ctx);
    case 'request':
      return explainRequest(subject.requestId, ctx);
    case 'neither':
      return malformed(subject.length);
  }
}

/** A client may have named its request by so many characters. */
async function explainUnknown(token: string, ctx: RequestContext): Promise<Explanation> {
  const request = await explainRequest(token, ctx);
  return request.events.length > 0 ? request : UNKNOWN;
}

const UNKNOWN: TokenExplanation = {
  subject: 'token',
  kind: 'token',
  good: false,
  reasons: [
    {
      cause: 'unknown_token',
      message:
        'No link, invitation, session cookie or request of this database has this value. It belongs to another installation, a character of it is wrong, or its row is gone: a link and an invitation are deleted a day after their end, an invitation when it is accepted, and everything of an account with the account.',
      found: 'nothing that is stored',
      expected: 'the token of a stored link, invitation or session',
    },
  ],
  facts: {},
  notes: [],
};

const malformed = (length: number): TokenExplanation => ({
  subject: 'token',
  kind: 'token',
  good: false,
  reasons: [
    {
      cause: 'malformed',
      message: 'This is neither a token of Postern nor a request ID.',
      found: `${length} characters`,
      expected:
        'a token with 3 parts, a link or its 43 characters (letters, digits, - and _), or a request ID of 8 to 64 such characters',
    },
  ],
  facts: {},
  notes: [],
});
