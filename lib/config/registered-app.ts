/** An application that the operator registered in `APPS`, and what counts as its own. Pure. */
export type RegisteredApp = Readonly<{
  /** `client_id` (RFC 6749 §2.2). */
  id: string;
  /** As people are told of it. */
  name: string;
  /** Null for a public client (RFC 6749 §2.1). */
  secret: string | null;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  /** Of its pages, which may read responses. */
  origins: readonly string[];
}>;

export type RegisteredApps = readonly RegisteredApp[];

export const findApp = (apps: RegisteredApps, id: string | undefined): RegisteredApp | null =>
  apps.find((app) => app.id === id) ?? null;

/** Of this machine, where an app listens on whichever port is free (RFC 8252 §7.3). */
const LOOPBACK_URI = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::(\d{1,5}))?([/?].*)?$/;

/** Without its port, if it leads to this machine; else null. */
function withoutPort(uri: string): string | null {
  const [, host, port = '80', rest = ''] = LOOPBACK_URI.exec(uri) ?? [];
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  return host !== undefined && isPort ? host + rest : null;
}

/** Whether a URI is registered: the same text (RFC 9700 §2.1), but for the port of one that leads to this machine. */
export function isRegisteredUri(uri: string, registered: readonly string[]): boolean {
  const ofThisMachine = withoutPort(uri);
  return registered.some((each) => each === uri || (ofThisMachine !== null && withoutPort(each) === ofThisMachine));
}

/** The one value of a parameter; undefined where it is missing, and null where it is sent twice (RFC 6749 §3.1). */
export function singleValue(query: URLSearchParams, name: string): string | undefined | null {
  const values = query.getAll(name);
  return values.length > 1 ? null : values[0];
}

/** Which app asks, and where its answer goes; else the parameter for which nothing may be sent anywhere. */
export type AppOfRequest =
  | { app: RegisteredApp; redirectUri: string }
  | { app: null; problem: 'client_id' | 'redirect_uri' };

/** Of an authorization request (RFC 6749 §3.1.2.4). */
export function findAppOfRequest(query: URLSearchParams, apps: RegisteredApps): AppOfRequest {
  const app = findApp(apps, singleValue(query, 'client_id') ?? undefined);
  if (!app) return { app: null, problem: 'client_id' };
  const redirectUri = singleValue(query, 'redirect_uri');
  if (!redirectUri || !isRegisteredUri(redirectUri, app.redirectUris)) return { app: null, problem: 'redirect_uri' };
  return { app, redirectUri };
}

/** The same of the request that a sign-in page leads back to. @param next a path of this origin */
export function findAppOfNext(next: string, apps: RegisteredApps): AppOfRequest | null {
  const [, query] = /^\/authorize\/?\?([^#]*)/.exec(next) ?? [];
  return query === undefined ? null : findAppOfRequest(new URLSearchParams(query), apps);
}

/** Where an app is signed out to: one of its own URIs, or null. */
export function findPostLogoutUri(query: URLSearchParams, app: RegisteredApp | null): string | null {
  const uri = singleValue(query, 'post_logout_redirect_uri');
  return uri && app && isRegisteredUri(uri, app.postLogoutRedirectUris) ? uri : null;
}

/** What lets a form end at a registered URI (CSP level 3, §2.3.1): its origin, or the scheme of a native app. */
export function policySourceOf(uri: string): string {
  const { protocol, origin } = new URL(uri);
  return protocol === 'https:' || protocol === 'http:' ? origin : protocol;
}

/** A URI with further parameters, left as it is otherwise: other spellings of it are not registered. */
export function withParameters(uri: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (given.length === 0) return uri;
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams(given)}`;
}

/** The origins whose pages may read responses. */
export const originsOf = (apps: RegisteredApps): string[] => [...new Set(apps.flatMap(({ origins }) => origins))];

/** The sites that people come from on their way to sign in or out. */
export function sitesOf(apps: RegisteredApps): string[] {
  const uris = apps.flatMap(({ redirectUris, postLogoutRedirectUris }) => [...redirectUris, ...postLogoutRedirectUris]);
  return [
    ...new Set([...originsOf(apps), ...uris.filter((uri) => /^https?:/.test(uri)).map((uri) => new URL(uri).origin)]),
  ];
}
