import { createHash, timingSafeEqual } from 'node:crypto';
import { findApp, type RegisteredApp, type RegisteredApps } from '../../config/registered-app';
import { OAuthError } from '../../oauth-error';

/** What an app shows at the token endpoint of who it is (RFC 6749 §2.3.1). @property secrets what it may mean by it; none: it sends none */
export type AppCredentials = { clientId: string; secrets: readonly string[] };

const invalid = () => new OAuthError('invalid_client', 'The client is unknown, or its secret is not right.');

/**
 * The app that sends a request: a confidential one by its secret, a public one by its name. Pure.
 * @param fields of the form, each once
 * @throws OAuthError `invalid_client`, `invalid_request`
 */
export function authenticateApp(
  fields: ReadonlyMap<string, string>,
  authorization: string | undefined,
  apps: RegisteredApps,
): RegisteredApp {
  const { clientId, secrets } = readCredentials(fields, authorization);
  const app = findApp(apps, clientId);
  if (!app) throw invalid();
  // A public app that sends a secret is not the one that is registered.
  const isProven = app.secret === null ? secrets.length === 0 : isSecret(secrets, app.secret);
  if (!isProven) throw invalid();
  return app;
}

function readCredentials(fields: ReadonlyMap<string, string>, authorization: string | undefined): AppCredentials {
  const clientId = fields.get('client_id');
  const secret = fields.get('client_secret');
  const basic = readBasic(authorization);
  if (basic === undefined) {
    if (clientId === undefined) throw new OAuthError('invalid_client', 'The parameter client_id is required.');
    return { clientId, secrets: secret === undefined ? [] : [secret] };
  }
  if (basic === null) throw invalid();
  if (secret !== undefined) throw new OAuthError('invalid_request', 'The client must not authenticate in two ways.');
  if (clientId !== undefined && clientId !== basic.clientId) {
    throw new OAuthError('invalid_request', 'The client_id is not that of the Authorization header.');
  }
  return basic;
}

/** Undefined for another scheme or none, null for what cannot be read. */
export function readBasic(authorization = ''): AppCredentials | null | undefined {
  const [, encoded] = /^[ \t]*basic(?:[ \t]+(.*))?$/is.exec(authorization) ?? [];
  if (encoded === undefined) return /^[ \t]*basic[ \t]*$/i.test(authorization) ? null : undefined;
  const text = Buffer.from(encoded.trim(), 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const clientId = decodeFormText(text.slice(0, Math.max(0, colon)));
  if (colon === -1 || clientId === null) return null;
  const secret = text.slice(colon + 1);
  const decoded = decodeFormText(secret);
  // Both halves are form-encoded, which many clients forget: a secret may have a plus.
  return { clientId, secrets: decoded === null ? [secret] : [decoded, secret] };
}

function decodeFormText(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** Takes as long whichever character is wrong. */
function isSecret(given: readonly string[], secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(secret);
  return given.filter((each) => timingSafeEqual(digest(each), expected)).length > 0;
}
