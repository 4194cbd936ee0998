/** @returns the path with its query; `/` for what leads to another origin, or nowhere */
export function toLocalPath(given: string | null | undefined, appUrl: URL): string {
  if (!given?.startsWith('/') || !URL.canParse(given, appUrl)) return '/';
  const { origin, pathname, search } = new URL(given, appUrl);
  // A path that begins with two slashes would be a host again, where the browser resolves it.
  return origin === appUrl.origin && !pathname.startsWith('//') ? pathname + search : '/';
}
