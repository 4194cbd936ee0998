import { CLAIMS } from './rows/claims.mjs';
import { HTTP } from './rows/http.mjs';
import { ME } from './rows/me.mjs';
import { PASSWORDS } from './rows/passwords.mjs';
import { REFRESH } from './rows/refresh.mjs';
import { REGISTER } from './rows/register.mjs';
import { TOKEN } from './rows/token.mjs';
import { VERIFY } from './rows/verify.mjs';

/** In the order in which they run. @type {Record<string, import('./row.mjs').Row[]>} */
export const GROUPS = {
  Registration: REGISTER,
  'Sign-in': TOKEN,
  'Token contents': CLAIMS,
  Refresh: REFRESH,
  'Verification and blacklist': VERIFY,
  'The signed-in user': ME,
  Passwords: PASSWORDS,
  HTTP,
};
