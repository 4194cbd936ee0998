import { endpoint } from '@/lib/http/endpoint';

/** Unknown paths, in the dialect; the request hook sends here whatever it refuses. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({});
