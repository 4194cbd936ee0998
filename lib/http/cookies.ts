/** Cookie names and attributes (RFC 6265bis). `__Host-` only works, and only makes sense, on https. */

export type CookieNames = { session: string; flash: string; device: string };

export const cookieNames = ({ isHttps }: { isHttps: boolean }): CookieNames => ({
  session: isHttps ? '__Host-postern_session' : 'postern_session',
  flash: isHttps ? '__Host-postern_flash' : 'postern_flash',
  device: isHttps ? '__Host-postern_device' : 'postern_device',
});

/** The first cookie of that name in a `Cookie` header. */
export function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, ...value] = pair.split('=');
    if (key?.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

/** @param maxAgeSeconds 0 expires it */
export function setCookie(
  name: string,
  value: string,
  { maxAgeSeconds, isHttps }: { maxAgeSeconds: number; isHttps: boolean },
): string {
  const attributes = [`Max-Age=${maxAgeSeconds}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', ...(isHttps ? ['Secure'] : [])];
  return [`${name}=${value}`, ...attributes].join('; ');
}
