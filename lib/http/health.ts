import { isReady } from '../context';
import { AuthError } from '../errors';
import { json, refusalAnswer, toResponse } from './answer';
import { endpoint } from './endpoint';

/** Seconds between two looks of whoever waits for readiness. */
const RETRY_AFTER_SECONDS = 1;

/** 200 while the process runs. */
export const liveness = endpoint({ GET: async () => toResponse(json(200, { status: 'live' })) });

/** 200 while requests can be served; 503 while the database is away or the process drains. To a probe that is an answer: it is not put off. */
export const readiness = endpoint({
  GET: async () =>
    toResponse(
      (await isReady())
        ? json(200, { status: 'ready' })
        : refusalAnswer(new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS })),
    ),
});
