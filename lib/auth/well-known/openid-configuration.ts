import type { Context } from '../../context';
import { minutes } from '../../time';
import { PROMPTS, SCOPES } from '../oidc/authorization-request';

const CACHE_SECONDS = minutes(10);

/** What an app's library reads before anything else (OpenID Connect Discovery §3); the endpoints of apps only if there are any. */
export function openidConfiguration(config: Context['config']) {
  const { appUrl, jwtAlgorithm, apps } = config;
  const metadata = {
    issuer: appUrl,
    jwks_uri: `${appUrl}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: [jwtAlgorithm],
  };
  return { metadata: apps.length === 0 ? metadata : { ...metadata, ...ofApps(config) }, cacheSeconds: CACHE_SECONDS };
}

function ofApps({ appUrl, userFields, roles }: Context['config']) {
  const profileClaims = [...userFields.map(({ name }) => name), ...(roles.length > 0 ? ['roles'] : [])];
  return {
    authorization_endpoint: `${appUrl}/authorize/`,
    token_endpoint: `${appUrl}/auth/oauth/token/`,
    userinfo_endpoint: `${appUrl}/auth/userinfo/`,
    end_session_endpoint: `${appUrl}/sign-out/`,
    scopes_supported: SCOPES,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: PROMPTS,
    claim_types_supported: ['normal'],
    claims_supported: [
      ...['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'sid', 'at_hash', 'email', 'email_verified'],
      ...profileClaims,
    ],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
  };
}
