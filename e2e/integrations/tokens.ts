/** What a token says; its signature is not looked at. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** A token whose claims were changed and whose signature was not. */
export function changedToken(token: string): string {
  const [header, , signature] = token.split('.');
  const changed = Buffer.from(JSON.stringify({ ...claimsOf(token), sub: 'somebody else' })).toString('base64url');
  return [header, changed, signature].join('.');
}

/** A token without a signature, as `alg: none` has it. */
export function unsignedToken(token: string): string {
  const [, payload] = token.split('.');
  return `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
}

export const hasExpired = (token: string): boolean => Number(claimsOf(token).exp) * 1000 < Date.now();
