import jwt from 'jsonwebtoken';
import jwksRsa from 'jwks-rsa';

const { POSTERN_URL = 'http://localhost:3000', JWT_AUDIENCE = POSTERN_URL } = process.env; // APP_URL of Postern

// One for the whole process: it keeps the keys, and asks again for a key that it does not know.
const keys = jwksRsa({
  jwksUri: `${POSTERN_URL}/.well-known/jwks.json`,
  timeout: 5_000,
  rateLimit: true, // tokens that name made-up keys cause ten requests a minute at most
});

/** @returns the ID of the user, a UUID */
export async function userIdOf(accessToken) {
  const decoded = jwt.decode(accessToken, { complete: true });
  if (decoded === null) throw new jwt.JsonWebTokenError('jwt malformed');
  const key = await keys.getSigningKey(decoded.header.kid);
  const claims = jwt.verify(accessToken, key.getPublicKey(), {
    algorithms: ['ES256'], // JWT_ALGORITHM of Postern, never taken from the token
    issuer: POSTERN_URL,
    audience: JWT_AUDIENCE, // a refresh token has another
    clockTolerance: 10, // the leeway: seconds by which the clocks of two machines may differ
  });
  return claims.sub;
}

/** Whether an error says that the token is bad. Every other one says that the keys could not be fetched. */
export const isRejection = (error) =>
  [jwt.JsonWebTokenError, jwksRsa.SigningKeyNotFoundError, SyntaxError].some((kind) => error instanceof kind);
