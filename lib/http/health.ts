import { isReady } from '../context';
import { AuthError } from '../errors';
import { json, toResponse } from './answer';
import { endpoint } from './endpoint';

/** Seconds between two looks of whoever waits for readiness. */
const RETRY_AFTER_SECONDS = 1;

/** 200 while the process runs. */
export const liveness = endpoint({ GET: async () => toResponse(json(200, { status: 'live' })) });

/** 200 while requests can be served; 503 while the database is away or the process drains. */
export const readiness = endpoint({
  GET: async () => {
    if (await isReady()) return toResponse(json(200, { status: 'ready' }));
    throw new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS });
  },
});
