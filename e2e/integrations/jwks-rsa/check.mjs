// Prints a line for each token: the user's ID, or why the token is rejected.
import { isRejection, userIdOf } from './access-token.mjs';

for (const token of process.argv.slice(2)) {
  const line = await userIdOf(token).catch((error) => `${isRejection(error) ? 401 : 503} ${error.message}`);
  console.log(line);
}
