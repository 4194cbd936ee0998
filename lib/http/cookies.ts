/** Cookie names and attributes (RFC 6265bis). `__Host-` only works, and only makes sense, on https. */

export type CookieNames = { session: string; flash: string; device: string };

export const cookieNames = ({ isHttps }: { isHttps: boolean }): CookieNames => ({
  session: isHttps ? '__Host-postern_session' : 'postern_session',
  flash: isHttps ? '__Host-postern_flash' : 'postern_flash',
  device: isHttps ? '__Host-postern_device' : 'postern_device',
});

/**
 * A cookie of ours from a `Cookie` header, for pages and API alike. Two of one name are treated as none: another host of
 * the site can set the second (RFC 6265 §8.6), and which of them is ours cannot be told.
 */
export function readCookie(header: string | null, name: string): string | undefined {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const [key, ...value] = pair.split('=');
    return key?.trim() === name ? [value.join('=').trim()] : [];
  });
  return values.length === 1 ? values[0] : undefined;
}

/** @param maxAgeSeconds 0 expires it; null: it is gone once the browser is closed */
export function setCookie(
  name: string,
  value: string,
  { maxAgeSeconds, isHttps }: { maxAgeSeconds: number | null; isHttps: boolean },
): string {
  const maxAge = maxAgeSeconds === null ? [] : [`Max-Age=${maxAgeSeconds}`];
  const attributes = [...maxAge, 'Path=/', 'HttpOnly', 'SameSite=Lax', ...(isHttps ? ['Secure'] : [])];
  return [`${name}=${value}`, ...attributes].join('; ');
}
