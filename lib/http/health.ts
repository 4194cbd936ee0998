import { AuthError } from '../errors';
import { findService } from '../service';
import { RETRY_AFTER_SECONDS } from '../timeouts';
import { endpoint } from './endpoint';
import { errorResponse, json, toResponse } from './response';

/** 200 while the process runs. */
export const liveness = endpoint({ GET: async () => toResponse(json(200, { status: 'live' })) });

/** 200 while requests can be served; 503 while the database is away or the process drains. To a probe that is an answer: it is not put off. */
export const readiness = endpoint({
  GET: async () =>
    toResponse(
      (await isReady())
        ? json(200, { status: 'ready' })
        : errorResponse(new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.starting })),
    ),
});

/** Whether requests can be served in full now. */
async function isReady(): Promise<boolean> {
  const service = findService();
  if (!service?.context || service.isDraining) return false;
  try {
    await service.context.db.$queryRaw`SELECT 1`;
    return true;
  } catch {
    return false;
  }
}
