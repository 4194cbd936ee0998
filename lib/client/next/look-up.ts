import { ApiError } from '../errors';
import { type Http, readJson, toRequest } from '../http';
import type { NoFields, User } from '../user';

/** By what a visitor is known to Postern. */
export type Credential = { Cookie: string } | { Authorization: string };

/**
 * Asks Postern who the visitor is.
 * @returns null without a session
 * @throws NetworkError, or ApiError with another status than 401: it is unknown who is asking
 */
export async function lookUp<Fields extends object = NoFields>(
  http: Http,
  baseUrl: URL,
  credential: Credential,
): Promise<User<Fields> | null> {
  const request = toRequest({ method: 'GET', url: new URL('/auth/me/', baseUrl) });
  for (const [name, value] of Object.entries(credential)) request.headers.set(name, value);
  try {
    return await readJson<User<Fields>>(await http.send(request));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}
