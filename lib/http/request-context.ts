import type { Context, RequestContext } from '../context';
import { clientSubnet } from '../rate-limits/client-subnet';
import { cookieNames, readCookie } from './cookies';
import type { Exchange } from './operation';
import { starting } from './to-auth-error';

/** @throws AuthError `unavailable` before the database is there */
export function requireContext({ service }: Exchange): Context {
  if (!service.context) throw starting();
  return service.context;
}

/** The context of one request. @param of.withCookie whether the browser's cookies count as credentials */
export function createRequestContext(
  { request, metadata, service, deadline }: Exchange,
  { caller, withCookie }: { caller: RequestContext['clientKind']; withCookie: boolean },
): RequestContext {
  if (!service.context) throw starting();
  const { config } = service;
  const names = cookieNames(config);
  let log: RequestContext['log'] | undefined;
  const cookie = (name: string) => (withCookie ? readCookie(request.headers.get('cookie'), name) : undefined);
  return {
    ...service.context,
    hasher: service.context.hasher.for(clientSubnet(metadata.clientAddress), (work) => deadline.exclude(work)),
    // These two are made when they are asked for: most requests change nothing and log nothing.
    get signal() {
      return deadline.signal;
    },
    clientKind: caller,
    credentials: {
      authorization: request.headers.get('authorization') ?? undefined,
      sessionCookie: cookie(names.session),
      deviceCookie: cookie(names.device),
    },
    actor: 'client',
    clientAddress: metadata.clientAddress,
    userAgent: request.headers.get('user-agent') ?? undefined,
    requestId: metadata.requestId,
    get log() {
      log ??= service.log.child({ requestId: metadata.requestId });
      return log;
    },
  };
}
