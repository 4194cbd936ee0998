/** What may be tried for TLS, in turn. `asEnvironment`: as `PGSSLMODE` says, by default without. */
export type TlsTry = 'asEnvironment' | 'plain' | 'encrypted' | 'verifiedChain' | 'verifiedHost';

/** A `DATABASE_URL` in parts. */
export type PostgresUrl = Readonly<{
  /** What the driver understands: without TLS, schema and options, which it is given apart. */
  driverUrl: string;
  /** `?schema=`: where the tables are; null leaves it to the role's `search_path`. */
  schema: string | null;
  /** `?options=` for the server, such as `-c search_path=…`; empty without. */
  options: string;
  tls: readonly TlsTry[];
  /** Files of certificates and a key (PEM); null where none is named. */
  certificates: Readonly<{ ca: string | null; cert: string | null; key: string | null }>;
}>;

/** Not usable. The message goes on after the setting's name. */
export class PostgresUrlError extends Error {
  override readonly name = 'PostgresUrlError';
}

/**
 * As libpq reads it, and where Postern cannot do what a part asks for, the line that says what to write instead.
 * @throws PostgresUrlError
 */
export function parsePostgresUrl(text: string): PostgresUrl {
  requireOneHost(text);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new PostgresUrlError('must begin with postgresql:// and be a valid URL.');
  }
  const fields = url.searchParams;
  if (/,/.test(fields.get('host') ?? '')) throw new PostgresUrlError(SEVERAL_HOSTS);
  requireWritable(fields.get('target_session_attrs'));
  const ca = fields.get('sslrootcert');
  const parts = {
    schema: fields.get('schema') || null,
    options: fields.get('options') ?? '',
    tls: tlsTries(fields, ca),
    certificates: { ca: ca === 'system' ? null : ca, cert: fields.get('sslcert'), key: fields.get('sslkey') },
  };
  for (const name of OURS) fields.delete(name);
  return { ...parts, driverUrl: url.href };
}

const SEVERAL_HOSTS =
  'names several hosts, but only one is supported: name the one that leads to the primary, ' +
  'such as a proxy in front of them (HAProxy, PgBouncer).';

/** Before it is parsed as a URL, which several ports are not. */
function requireOneHost(text: string): void {
  const [, authority = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)/.exec(text) ?? [];
  if (authority.slice(authority.lastIndexOf('@') + 1).includes(',')) throw new PostgresUrlError(SEVERAL_HOSTS);
}

function requireWritable(wanted: string | null): void {
  if (wanted === null || ['any', 'read-write', 'primary'].includes(wanted)) return;
  throw new PostgresUrlError(
    `has target_session_attrs=${wanted}, but Postern must write: leave it out, or use read-write and the host of the primary.`,
  );
}

const OURS = [
  ...['schema', 'options', 'target_session_attrs', 'ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'],
  // Of other drivers: how they read sslmode, and what they leave out behind a pooler.
  ...['uselibpqcompat', 'pgbouncer'],
];

function tlsTries(fields: URLSearchParams, ca: string | null): readonly TlsTry[] {
  const ssl = fields.get('ssl') || null;
  const mode = fields.get('sslmode') ?? (ssl === null ? null : (own(MODES_OF_SSL, ssl) ?? ssl));
  if (mode === null) return ca === null ? ['asEnvironment'] : ['verifiedChain'];
  if (mode === 'verify-ca' && (ca === null || ca === 'system')) {
    throw new PostgresUrlError('has sslmode=verify-ca, which requires sslrootcert=FILE: add it, or use verify-full.');
  }
  const tries = (ca === null ? null : own(ca === 'system' ? WITH_SYSTEM : WITH_ROOT, mode)) ?? own(TRIES, mode);
  if (tries) return tries;
  throw new PostgresUrlError(`has sslmode=${mode}, but it must be one of ${Object.keys(TRIES).join(', ')}.`);
}

const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | null =>
  Object.hasOwn(table, key) ? (table[key] ?? null) : null;

type Tries = Readonly<Record<string, readonly TlsTry[]>>;

const TRIES: Tries = {
  disable: ['plain'],
  allow: ['plain', 'encrypted'],
  prefer: ['encrypted', 'plain'],
  require: ['encrypted'],
  'no-verify': ['encrypted'],
  'verify-ca': ['verifiedChain'],
  'verify-full': ['verifiedHost'],
};

/** As with libpq, a root certificate is also looked at where none is asked for. */
const WITH_ROOT: Tries = { require: ['verifiedChain'] };
const WITH_SYSTEM: Tries = { require: ['verifiedHost'] };

/** `?ssl=` of other drivers. */
const MODES_OF_SSL: Readonly<Record<string, string>> = {
  true: 'verify-full',
  '1': 'verify-full',
  false: 'disable',
  '0': 'disable',
};

/** Whether what goes to this host stays on this machine: loopback, or a socket in its file system. */
export const isOwnMachine = (host: string): boolean =>
  host.startsWith('/') || /^(localhost|::1|127(\.\d{1,3}){3})$/i.test(host);
