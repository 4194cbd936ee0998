import { readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import pg from 'pg';
import { DATABASE_TIMEOUTS } from '../../timeouts';
import { UnusableDatabaseError } from '../unusable-database-error';
import { isOwnMachine, type PostgresUrl, parsePostgresUrl, type TlsTry } from './url';

/** How this process reaches its PostgreSQL, as its first connection found out. */
export type PostgresAccess = Readonly<{
  /** For further connections. */
  config: pg.ClientConfig;
  /** Where Postern's tables are, or are to be made. */
  schema: string;
  /** A connection leads through a pooler: what is set on it would reach others, so it is set for each transaction. */
  isPooled: boolean;
  isEncrypted: boolean;
  /** The connection stays on this machine. */
  isLocal: boolean;
  /** The connection crosses a network without TLS. */
  lacksTls: boolean;
}>;

/**
 * Connects once, and ends that connection.
 * @param schema where the tables are whatever the URL and the role say
 * @throws UnusableDatabaseError, or what the driver throws when the server is away
 */
export async function findAccess(url: string, schema: string | null = null): Promise<PostgresAccess> {
  const parts = parsePostgresUrl(url);
  const { client, config, mayBeDirect } = await connect(parts);
  try {
    const { rows } = await client.query<Surroundings>(SURROUNDINGS);
    const { isDirect, current, made } = rows[0] ?? { isDirect: false, current: null, made: null };
    const found = schema ?? parts.schema ?? made ?? current;
    if (found === null) throw new UnusableDatabaseError(NO_SCHEMA);
    const isPooled = !(mayBeDirect && isDirect);
    const settings = isPooled ? '' : ` ${asOptions(sessionSettings(found))}`;
    const [hasTls, isLocal] = [isEncrypted(client), isOwnMachine(client.host)];
    return {
      config: { ...config, options: `${parts.options}${settings}`.trim() || undefined },
      schema: found,
      isPooled,
      isEncrypted: hasTls,
      isLocal,
      lacksTls: !hasTls && !isLocal,
    };
  } finally {
    await client.end();
  }
}

const NO_SCHEMA =
  "No schema of the role's search_path exists: add ?schema=NAME to DATABASE_URL, and that schema is created and used.";

/** Only a connection that leads straight to the server has this: a pooler refuses start-up options, or drops them. */
const MARK = 'postern.direct';

type Surroundings = { isDirect: boolean; current: string | null; made: string | null };

/** `made`: the first schema of the `search_path` that has our tables, before one that came later and is empty. */
const SURROUNDINGS = `
  SELECT coalesce(current_setting('${MARK}', true), '') = 'on' AS "isDirect", current_schema() AS current, (
    SELECT p.name FROM unnest(current_schemas(false)) WITH ORDINALITY AS p(name, place) WHERE 3 = (
      SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = p.name AND c.relkind = 'r' AND c.relname IN ('_prisma_migrations', 'peppers', 'signing_keys')
    ) ORDER BY p.place LIMIT 1
  ) AS made`;

type Connected = { client: pg.Client; config: pg.ClientConfig; mayBeDirect: boolean };

/** What the URL allows for TLS is tried in turn, each with start-up options and without. */
async function connect(parts: PostgresUrl): Promise<Connected> {
  let refusal: unknown;
  for (const tls of parts.tls) {
    const config = configOf(parts, tls);
    try {
      const options = `${parts.options} -c ${MARK}=on`.trim();
      return { client: await open({ ...config, options }), config, mayBeDirect: true };
    } catch (error) {
      if (isOfOptions(error)) return connectPooled(parts, config);
      if (!isOfTls(error)) throw inOurWords(error);
      refusal = error;
    }
  }
  throw inOurWords(refusal);
}

/** What is the same at every try: the server has no TLS, or a certificate that no authority has signed. */
function inOurWords(refusal: unknown): unknown {
  if (!(refusal instanceof Error)) return refusal;
  if (/server does not support SSL/.test(refusal.message)) {
    return new UnusableDatabaseError('The server of DATABASE_URL does not support TLS, which its sslmode requires.');
  }
  if (!('code' in refusal) || !CERTIFICATE_CODES.test(String(refusal.code))) return refusal;
  return new UnusableDatabaseError(
    `The certificate of the server of DATABASE_URL is not accepted (${refusal.message}): name its issuer's certificate ` +
      'with sslrootcert=FILE, use the host name in the certificate, or use sslmode=require, which does not check it.',
  );
}

/** Of Node.js. */
const CERTIFICATE_CODES =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_|INVALID_CA|HOSTNAME_MISMATCH)/;

async function connectPooled({ options }: PostgresUrl, config: pg.ClientConfig): Promise<Connected> {
  try {
    return { client: await open({ ...config, options: options || undefined }), config, mayBeDirect: false };
  } catch (error) {
    if (!isOfOptions(error)) throw error;
    throw new UnusableDatabaseError(
      'DATABASE_URL has ?options=, which its pooler does not accept: use ?schema=NAME instead of a search_path.',
    );
  }
}

async function open(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, query_timeout: DATABASE_TIMEOUTS.statementMs });
  // Unheard, the event of a connection that breaks ends the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

function configOf({ driverUrl, certificates }: PostgresUrl, tls: TlsTry): pg.ClientConfig {
  const read = (file: string | null) => (file === null ? undefined : readCertificate(file));
  const own = () => ({ cert: read(certificates.cert), key: read(certificates.key) });
  const ssl = {
    asEnvironment: () => undefined,
    plain: () => false,
    encrypted: () => ({ ...own(), rejectUnauthorized: false }),
    verifiedChain: () => ({ ...own(), ca: read(certificates.ca), checkServerIdentity: () => undefined }),
    verifiedHost: () => ({ ...own(), ca: read(certificates.ca) }),
  }[tls]();
  return {
    connectionString: driverUrl,
    connectionTimeoutMillis: DATABASE_TIMEOUTS.connectMs,
    ...(ssl !== undefined && { ssl }),
  };
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : String(error);
    throw new UnusableDatabaseError(`DATABASE_URL names the file ${file}, which cannot be read (${code}).`);
  }
}

/** PgBouncer: "unsupported startup parameter: options"; others have words of their own for it. */
const isOfOptions = (error: unknown): boolean =>
  error instanceof Error && 'severity' in error && /startup parameter|\boptions\b/i.test(error.message);

/** The server has no TLS, or its `pg_hba.conf` wants the other (28000). */
function isOfTls(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error) return error.code === '28000' || /^(ERR_SSL|EPROTO)/.test(String(error.code));
  return /server does not support SSL|error establishing an SSL/.test(error.message);
}

const isEncrypted = (client: pg.Client): boolean =>
  (client as unknown as { connection: { stream: Partial<TLSSocket> } }).connection.stream.encrypted === true;

/** What the queries rely on, whatever the database or the role has set. Instants are read and written without zone. */
const sessionSettings = (schema: string): Readonly<Record<string, string>> => ({
  DateStyle: 'ISO',
  TimeZone: 'UTC',
  default_transaction_isolation: 'read committed',
  statement_timeout: `${DATABASE_TIMEOUTS.statementMs}`,
  idle_in_transaction_session_timeout: `${DATABASE_TIMEOUTS.idleInTransactionMs}`,
  search_path: pg.escapeIdentifier(schema),
});

/** For a start-up packet, where a backslash keeps a blank. */
const asOptions = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`)
    .join(' ');

/** The same for one transaction, as its first statements. @param more takes precedence */
export function transactionSettings(schema: string, more: Readonly<Record<string, string>> = {}): string {
  const { default_transaction_isolation: isolation, ...others } = sessionSettings(schema);
  const local = Object.entries({ ...others, ...more }).map(
    ([name, value]) => `SET LOCAL ${name} = ${literal(name, value)};`,
  );
  return [`SET TRANSACTION ISOLATION LEVEL ${isolation?.toUpperCase()};`, ...local].join(' ');
}

/** An identifier stays one. */
const literal = (name: string, value: string): string => (name === 'search_path' ? value : pg.escapeLiteral(value));
