import axios from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';

/**
 * An instance that sends the access token, and renews it when it is rejected.
 * @param options.baseURL of the API that takes the tokens: your own, or that of Postern
 * @param options.tokens `{ access, refresh }` of one user, which are changed in place
 * @param options.onSessionEnd called when Postern rejects the refresh token: the user has to sign in again
 */
export function createApi({ baseURL, posternUrl, tokens, onSessionEnd }) {
  const api = axios.create({ baseURL });
  const postern = axios.create({ baseURL: posternUrl }); // without interceptors: its own 401 starts no refresh
  const authorization = () => `Bearer ${tokens.access}`;

  async function refresh({ config }) {
    // A late response: the tokens have been renewed since its request was sent.
    if (config.headers.get('Authorization') !== authorization()) return;
    try {
      const { data } = await postern.post('/auth/token/refresh/', { refresh: tokens.refresh });
      Object.assign(tokens, data); // with ROTATE_REFRESH_TOKENS it has the next refresh token as well
    } catch (error) {
      if (error.response?.status === 401) onSessionEnd();
      throw error;
    }
  }

  api.interceptors.request.use((request) => {
    request.headers.set('Authorization', authorization());
    return request;
  });
  createAuthRefresh(api, refresh, {
    shouldRefresh: ({ response }) => response.status === 401 && response.data?.code === 'token_not_valid',
    deduplicateRefresh: false, // `true` gives up the requests whose 401 arrives during a refresh; both share it
  });
  return api;
}
