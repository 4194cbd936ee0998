import { postern } from './postern.js';

/** Every page: it renews the access token, which pages cannot do. */
export const config = { matcher: ['/((?!_next/|auth/).*)'] };

export function proxy(request) {
  return postern.proxy(request);
}
