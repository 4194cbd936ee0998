import { randomBytes } from 'node:crypto';
import type { Context, RequestContext } from './context';

/** The context of a use case that no request caused, but an operator or the server's housekeeping. */
export function contextWithoutRequest(
  context: Context,
  actor: Exclude<RequestContext['actor'], 'client'>,
): RequestContext {
  const requestId = randomBytes(12).toString('base64url');
  return {
    ...context,
    clientKind: 'api',
    credentials: { authorization: undefined, sessionCookie: undefined, deviceCookie: undefined },
    actor,
    clientAddress: '',
    userAgent: undefined,
    requestId,
    signal: new AbortController().signal,
    log: context.log.child({ requestId }),
  };
}
