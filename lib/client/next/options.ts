/** An app of `APPS` on an origin of its own. */
export type AppOptions = {
  /** `APP_URL` of Postern, for example `https://auth.example.com`. */
  url: string;
  /** The origin of this app, for example `https://app.example.com`. */
  appUrl: string;
  /** The app's name in `APPS`; its `redirect_uris` have `<appUrl>/auth/callback`. */
  clientId: string;
  /** The app's `secret`, if it has one. */
  clientSecret?: string | undefined;
  /** Where `handlers` are mounted; `/auth` by default. */
  handlersPath?: string | undefined;
  /** Where a sign-in that was given up leads, with its code as the parameter `error`; `/` by default. */
  errorPath?: string | undefined;
  /** One of the app's `post_logout_redirect_uris`. */
  postLogoutRedirectUri?: string | undefined;
  /** What names of cookies begin with, where several apps share a host; `app` by default. */
  cookiePrefix?: string | undefined;
};

export type App = Required<Omit<AppOptions, 'clientSecret' | 'postLogoutRedirectUri' | 'url' | 'appUrl'>> &
  Pick<AppOptions, 'clientSecret' | 'postLogoutRedirectUri'> & {
    baseUrl: URL;
    appUrl: URL;
    redirectUri: string;
  };

export function toApp(options: AppOptions): App {
  const appUrl = new URL(options.appUrl);
  const handlersPath = options.handlersPath ?? '/auth';
  return {
    ...options,
    baseUrl: new URL(options.url),
    appUrl,
    handlersPath,
    redirectUri: new URL(`${handlersPath}/callback`, appUrl).href,
    errorPath: options.errorPath ?? '/',
    cookiePrefix: options.cookiePrefix ?? 'app',
  };
}
