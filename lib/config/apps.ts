import { z } from 'zod';
import { DefinitionError } from '../profile/definition-error';
import { quoted } from '../profile/quoted';
import { LOOPBACK_HOSTS } from './loopback';
import { parseOrigin } from './origins';
import type { RegisteredApp, RegisteredApps } from './registered-app';

const MAX_APPS = 100;
const MAX_URIS = 50;
/** Of a redirect URI: it goes along with every request, twice. */
const MAX_URI_LENGTH = 300;

const ID = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$/;

/** A scheme that an app registers, named after a domain (RFC 8252 §7.1). */
const APP_SCHEME = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/;

const NAME = 'must be a text of 1 to 60 characters without control characters';
const SECRET = 'must have 32 to 500 characters of visible ASCII: use for example the output of openssl rand -base64 32';

/** Why a URI cannot be registered; null for a good one. */
function uriProblem(uri: string): string | null {
  const url = !/[\s\p{Cc}\\*]/u.test(uri) && URL.canParse(uri) ? new URL(uri) : null;
  if (!url || uri.length > MAX_URI_LENGTH) return 'must be absolute URIs, such as https://app.example.com/callback';
  if (uri.includes('#')) return 'must have no fragment (#)';
  if (APP_SCHEME.test(url.protocol)) return uri.startsWith(url.protocol) ? null : 'must have a scheme in lower case';
  const isOwnMachine = url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname);
  if (url.protocol !== 'https:' && !isOwnMachine) {
    return 'must use https, http to this machine (127.0.0.1, [::1], localhost), or the scheme of an app that has a dot, such as com.example.app:/callback';
  }
  const isPlain = /^https?:\/\/[^/?@]+([/?]|$)/.test(uri) && url.username === '' && url.password === '';
  return isPlain ? null : 'must be absolute URIs without user and password, such as https://app.example.com/callback';
}

/** A list of texts, each of which is good. @param problemOf of one of them, or null */
const listOf = (what: string, problemOf: (text: string) => string | null) => {
  const error = `must be a list of ${what}`;
  return z
    .array(z.string({ error }), { error })
    .max(MAX_URIS, { error: `must have at most ${MAX_URIS} entries` })
    .superRefine((texts, context) => {
      for (const text of texts) {
        const message = problemOf(text);
        if (message !== null)
          return context.addIssue({ code: 'custom', message: `${message}: ${quoted(text, 100)} is none` });
      }
    });
};

const uris = () => listOf('URIs', uriProblem);

const isExactOrigin = (text: string): boolean => !text.includes('*') && parseOrigin(text) !== null;

const origins = () =>
  listOf('origins', (text) => (isExactOrigin(text) ? null : 'must be exact origins, such as https://app.example.com'));

const Definition = z.strictObject({
  name: z
    .string({ error: NAME })
    .refine((name) => name.trim() === name && name !== '' && [...name].length <= 60, { error: NAME })
    .refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name), { error: NAME }),
  secret: z
    .string({ error: SECRET })
    .regex(/^[\x21-\x7e]{32,500}$/, { error: SECRET })
    .optional(),
  redirect_uris: uris().refine((list) => list.length > 0, { error: 'must have at least one entry' }),
  post_logout_redirect_uris: uris().default([]),
  origins: origins().default([]),
});

/**
 * The applications that `APPS` registers.
 * @param definition as JSON has it
 * @param audience of access tokens: ID tokens of an app of that name would pass for them
 * @throws DefinitionError, the rest of a line that begins with the setting
 */
export function parseApps(definition: unknown, { audience }: { audience: string }): RegisteredApps {
  if (!isDictionary(definition)) {
    throw new DefinitionError(
      'must be a JSON object of apps by their client_id, such as {"web": {"name": "Example", …}}.',
    );
  }
  const entries = Object.entries(definition);
  if (entries.length > MAX_APPS)
    throw new DefinitionError(`has ${entries.length} apps, it must have at most ${MAX_APPS}.`);
  return entries.map(([id, each]) => {
    if (id === audience) throw problemOf(id, 'has the name of JWT_AUDIENCE: choose another client_id');
    return parseApp(id, each);
  });
}

function parseApp(id: string, definition: unknown): RegisteredApp {
  if (!ID.test(id)) {
    throw new DefinitionError(
      `has an app ${quoted(id)}: a client_id must begin with a letter or digit and have at most 64 letters, digits and . _ ~ -.`,
    );
  }
  if (!isDictionary(definition)) throw problemOf(id, 'must be an object with "name" and "redirect_uris"');
  const parsed = Definition.safeParse(definition);
  if (!parsed.success) throw problemIn(id, parsed.error);
  const { name, secret = null, redirect_uris, post_logout_redirect_uris } = parsed.data;
  return {
    id,
    name,
    secret,
    redirectUris: redirect_uris,
    postLogoutRedirectUris: post_logout_redirect_uris,
    origins: parsed.data.origins.flatMap((origin) => parseOrigin(origin) ?? []),
  };
}

function problemIn(id: string, { issues: [issue] }: z.ZodError): DefinitionError {
  if (issue?.code === 'unrecognized_keys') {
    return problemOf(id, `has a key ${quoted(issue.keys[0] ?? '')} that apps do not have: remove it`);
  }
  return problemOf(id, `has a key "${String(issue?.path[0])}" that ${issue?.message}`);
}

const problemOf = (id: string, problem: string) => new DefinitionError(`is wrong: the app "${id}" ${problem}.`);

function isDictionary(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
