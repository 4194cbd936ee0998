const POSTERN_URL = process.env.POSTERN_URL ?? 'http://localhost:3000'; // `nuxt build` writes it into the build

export default defineNuxtConfig({
  modules: ['@sidebase/nuxt-auth'],
  // The browser asks the origin of the app, which leads these paths on to Postern.
  routeRules: { '/auth/**': { proxy: `${POSTERN_URL}/auth/**` } },
  auth: {
    baseURL: '/auth',
    provider: {
      type: 'local',
      pages: { login: '/' },
      endpoints: {
        signIn: { path: '/token/', method: 'post' },
        signOut: { path: '/token/blacklist/', method: 'post' },
        signUp: { path: '/register/', method: 'post' },
        getSession: { path: '/me/', method: 'get' },
      },
      token: { signInResponseTokenPointer: '/access', maxAgeInSeconds: 300 }, // ACCESS_TOKEN_SECONDS
      refresh: {
        isEnabled: true,
        endpoint: { path: '/token/refresh/', method: 'post' },
        refreshOnlyToken: true, // false with ROTATE_REFRESH_TOKENS=true
        token: {
          signInResponseRefreshTokenPointer: '/refresh',
          refreshRequestTokenPointer: '/refresh',
          maxAgeInSeconds: 1_209_600, // REFRESH_TOKEN_SECONDS
        },
      },
      session: { dataType: { id: 'string', email: 'string', email_verified: 'boolean' } },
    },
    // Before the access token expires; no request of the app waits for a refresh then.
    sessionRefresh: { enablePeriodically: 240_000, enableOnWindowFocus: true },
  },
});
