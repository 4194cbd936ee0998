import drfProvider, { fetchJsonWithAuthJWTToken, jwtTokenAuthProvider } from 'ra-data-django-rest-framework';

const POSTERN_URL = 'http://localhost:3000';
const API_URL = POSTERN_URL; // in its place your own API, which verifies the access tokens

const jwtProvider = jwtTokenAuthProvider({ obtainAuthTokenUrl: `${POSTERN_URL}/auth/token/` });
let refreshing = null;

/** The package's own, and one refresh for all requests whose access token is rejected. */
async function httpClient(url, options) {
  const access = localStorage.getItem('access');
  try {
    return await fetchJsonWithAuthJWTToken(url, options);
  } catch (error) {
    if (error.status !== 401 || error.body?.code !== 'token_not_valid') throw error;
    // Otherwise another request or another tab has renewed the tokens meanwhile.
    if (access === localStorage.getItem('access')) {
      refreshing ??= refresh(error).finally(() => {
        refreshing = null;
      });
      await refreshing;
    }
    return fetchJsonWithAuthJWTToken(url, options);
  }
}

async function refresh(rejection) {
  const response = await post('/auth/token/refresh/');
  if (response.status === 401) throw rejection; // checkError of the package forgets the tokens
  if (!response.ok) throw new Error('The session could not be renewed. Try again in a moment.');
  // With ROTATE_REFRESH_TOKENS there is the next refresh token as well.
  for (const [name, token] of Object.entries(await response.json())) localStorage.setItem(name, token);
}

function post(path) {
  const body = JSON.stringify({ refresh: localStorage.getItem('refresh') });
  return fetch(POSTERN_URL + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
}

export const authProvider = {
  ...jwtProvider,
  async logout(params) {
    // Ends the session, which forgetting the tokens does not.
    if (localStorage.getItem('refresh')) await post('/auth/token/blacklist/').catch(() => {});
    return jwtProvider.logout(params);
  },
  async getIdentity() {
    const { json } = await httpClient(`${POSTERN_URL}/auth/me/`);
    return { id: json.id, fullName: json.email };
  },
};

export const dataProvider = drfProvider(API_URL, httpClient);
