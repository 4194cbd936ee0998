import { createAppAuth } from '@postern/next';

const { POSTERN_URL = 'http://localhost:3000', APP_URL = 'http://localhost:4000', CLIENT_SECRET } = process.env;

export const postern = createAppAuth({
  url: POSTERN_URL,
  appUrl: APP_URL,
  clientId: 'next',
  clientSecret: CLIENT_SECRET,
  postLogoutRedirectUri: `${APP_URL}/`,
});
