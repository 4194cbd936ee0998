type SignOut = {
  clientId: string;
  idToken?: string | undefined;
  postLogoutRedirectUri?: string | undefined;
  state?: string | undefined;
};

/** OpenID Connect RP-Initiated Logout 1.0, §2. Without an ID token the page asks first. */
export function signOutUrl(baseUrl: URL, { clientId, idToken, postLogoutRedirectUri, state }: SignOut): string {
  const url = new URL('/sign-out/', baseUrl);
  const parameters = {
    client_id: clientId,
    id_token_hint: idToken,
    post_logout_redirect_uri: postLogoutRedirectUri,
    state,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}
