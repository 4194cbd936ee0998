import type { Config } from '../config/config';
import { cookieNames } from '../http/cookies';
import type { EndpointDeclaration } from '../http/endpoint';
import { ENDPOINTS, type Endpoint } from '../paths';
import { bodySchemas } from './bodies';
import type { Response } from './error-responses';
import { errorSchemas } from './error-schemas';
import { HEADERS } from './headers';
import type { JsonSchema } from './json-schema';
import { describeOperation } from './operation';
import { type Method, type PathTexts, TAGS } from './operation-text';
import { ACCOUNT_OPERATIONS } from './operations/account';
import { APP_OPERATIONS } from './operations/apps';
import { EMAIL_OPERATIONS } from './operations/email-address';
import { MAILBOX_OPERATIONS } from './operations/mailbox';
import { PASSWORD_OPERATIONS } from './operations/passwords';
import { SERVER_OPERATIONS } from './operations/server';
import { TOKEN_OPERATIONS } from './operations/tokens';

/** Of package.json; a test compares them. */
export const VERSION = '0.1.0';

const OPERATIONS: Readonly<Record<Endpoint, PathTexts>> = {
  ...TOKEN_OPERATIONS,
  ...PASSWORD_OPERATIONS,
  ...EMAIL_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...APP_OPERATIONS,
  ...SERVER_OPERATIONS,
  ...MAILBOX_OPERATIONS,
};

/** What routes declare of themselves. A path that is missing has GET, and declares nothing. */
export type Routes = Partial<Readonly<Record<Endpoint, { declaration: EndpointDeclaration }>>>;

/** A description of the API (OpenAPI 3.1). */
export type OpenApiDocument = Readonly<{
  openapi: string;
  info: JsonSchema;
  servers: readonly { url: string }[];
  tags: readonly { name: string; description: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}>;

const DESCRIPTION = `Register, sign in and manage accounts.

- A path has the same responses without its final slash.
- HEAD works wherever GET does. OPTIONS gets a 204 with \`Allow\`, but a 405 from the files \`/icon.svg\` and \`/r/…\`. Every other
  method gets a 405, and every other path below \`/auth/\` a 404.
- A body is JSON, or form data. Form data with \`Sec-Fetch-Site\`, \`Origin\` or an \`Accept\` that names \`text/html\` is a browser form: it
  has to be of the same origin, and a session cookie takes the place of tokens.
- Session cookies count for GET, for browser forms and where the description says so.
- Unknown keys of a body are ignored. An empty body counts as \`{}\`.`;

/**
 * The description of the API as it is with these settings: from the schemas, the limits and the errors that serve.
 * @throws Error for an operation that is not described
 */
export function buildDocument(config: Config, routes: Routes): OpenApiDocument {
  const shared = new Map<string, Response>();
  const paths = ENDPOINTS.filter((path) => isThere(path, config)).flatMap((path) => {
    const item = describePath(path, config, routes, shared);
    return Object.keys(item).length > 0 ? [[path.replace(/\[(\w+)\]/g, '{$1}'), item] as const] : [];
  });
  const document = {
    openapi: '3.1.1',
    info: {
      title: `${config.appName} API`,
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: config.appUrl }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(paths),
    components: {
      schemas: { ...bodySchemas(config), ...errorSchemas() },
      responses: Object.fromEntries(shared),
      headers: HEADERS,
    },
  };
  return { ...document, components: { ...withUsedOnly(document), securitySchemes: securitySchemes(config) } };
}

/** The mailbox depends on how the installation sends mail; of the rest, what the routes offer tells. */
const isThere = (path: Endpoint, { mail }: Config): boolean => !path.startsWith('/mailbox/') || mail.kind === 'mailbox';

function describePath(path: Endpoint, config: Config, routes: Routes, shared: Map<string, Response>) {
  const offered: ReturnType<EndpointDeclaration> = routes[path]?.declaration(config) ?? { GET: {} };
  return Object.fromEntries(
    Object.entries(offered).map(([method, { declaration }]) => {
      const describe = OPERATIONS[path][method as Method];
      if (!describe) throw new Error(`${method} ${path} is not described.`);
      return [
        method.toLowerCase(),
        describeOperation({ path, method, text: describe(config), declaration, config, shared }),
      ];
    }),
  );
}

/** Without the components that nothing refers to. */
function withUsedOnly({ paths, components }: Pick<OpenApiDocument, 'paths' | 'components'>) {
  const used = new Set<string>();
  const collect = (value: unknown): void => {
    const added = [...JSON.stringify(value).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)]
      .map(([, kind = '', name = '']) => ({ key: `${kind}/${name}`, component: components[kind]?.[name] }))
      .filter(({ key }) => !used.has(key));
    for (const { key } of added) used.add(key);
    for (const { component } of added) collect(component);
  };
  collect(paths);
  return Object.fromEntries(
    Object.entries(components).map(([kind, all]) => [
      kind,
      Object.fromEntries(Object.entries(all).filter(([name]) => used.has(`${kind}/${name}`))),
    ]),
  );
}

const securitySchemes = (config: Config): Record<string, JsonSchema> => ({
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The `access` token of a sign-in.',
  },
  sessionCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: cookieNames(config).session,
    description: 'Of a browser that signed in by a form. It counts for GET and for browser forms.',
  },
  ...(config.apps.length > 0 && {
    clientSecret: {
      type: 'http',
      scheme: 'basic',
      description: '`client_secret_basic` (RFC 6749 §2.3.1).',
    },
  }),
});
