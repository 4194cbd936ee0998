import { CLOCK_LEEWAY_SECONDS } from '../../time';
import type { DoctorFacts } from './collect-facts';
import { type Finding, note, ok, problem } from './finding';

const OLDEST_VERSION = 14;
const HISTORY = '_prisma_migrations';

/** The tables that `schema.prisma` describes, and that of the migrations. Pure. */
export function tablesOfSchema(schemaText: string): string[] {
  const models = schemaText.split(/^(?=model )/m).filter((part) => part.startsWith('model '));
  const names = models.flatMap((model) => /^ {2}@@map\("(\w+)"\)/m.exec(model.split(/^}/m)[0] ?? '')?.[1] ?? []);
  return [...names, HISTORY];
}

/** @param own the tables of Postern */
export function judgeDatabase({ database }: Pick<DoctorFacts, 'database'>, own: readonly string[]): Finding[] {
  const { version, versionNumber, schema, isReadOnly, tables } = database;
  const foreign = tables.filter((name) => !own.includes(name));
  return [
    versionNumber >= OLDEST_VERSION * 10_000
      ? ok('database', 'The version of PostgreSQL is supported.', version)
      : problem('database', {
          message: 'The version of PostgreSQL is not supported.',
          found: version,
          expected: `${OLDEST_VERSION} or later`,
          remedy: 'Upgrade PostgreSQL.',
        }),
    isReadOnly
      ? problem('database', {
          message: 'The database is read-only: sign-ins and changes fail.',
          found: 'a standby, or read-only transactions',
          expected: 'a primary that can be written to',
          remedy: 'Let DATABASE_URL lead to the primary, or end its read-only mode.',
        })
      : ok('database', 'The database can be written to.'),
    foreign.length === 0
      ? ok('database', `The schema ${schema} has the tables of Postern alone.`)
      : note('database', {
          message: `The schema ${schema} has tables that Postern did not create. A name that Postern needs later may be taken, and a reset of that application may drop everything.`,
          found: foreign.slice(0, 10).join(', '),
          expected: 'the tables of Postern alone',
          remedy: 'Give Postern a schema of its own: ?schema=NAME in DATABASE_URL, once the tables were moved there.',
        }),
  ];
}

/** Each worker process has a pool of its own. Behind a pooler the numbers of the server do not count. */
export function judgeConnections(
  { database: { maxConnections } }: Pick<DoctorFacts, 'database'>,
  { workers, connections }: { workers: number; connections: number },
): Finding {
  const most = workers * connections;
  const found = `${workers} worker${workers === 1 ? '' : 's'} × ${connections} = ${most} connections of each instance`;
  if (most < maxConnections) return ok('database', 'The server has room for the connections of an instance.', found);
  return note('database', {
    message: 'An instance may open more connections than PostgreSQL has room for: requests would get a 503.',
    found,
    expected: `fewer than max_connections, which is ${maxConnections}`,
    remedy: 'Lower DATABASE_POOL or WORKERS, raise max_connections, or use a pooler.',
  });
}

/** What the first connection to PostgreSQL showed. */
export type AccessFacts = {
  isPooled: boolean;
  isEncrypted: boolean;
  /** The connection stays on this machine. */
  isLocal: boolean;
  /** The URL demands a certificate that is verified. */
  isVerified: boolean;
  /** As the URL has it; null where it says nothing. */
  sslmode: string | null;
};

export function judgeAccess({ isPooled, isEncrypted, isLocal, isVerified, sslmode }: AccessFacts): Finding[] {
  const found = `${isEncrypted ? 'TLS' : 'no TLS'}, sslmode ${sslmode ?? 'not set'}`;
  return [
    isPooled
      ? ok(
          'database',
          'DATABASE_URL leads through a pooler, in transaction mode or another: Postern works with each.',
          'a pooler',
        )
      : ok('database', 'DATABASE_URL leads to PostgreSQL without a pooler.', 'a direct connection'),
    judgeTls({ isEncrypted, isLocal, isVerified, found }),
  ];
}

function judgeTls({
  isEncrypted,
  isLocal,
  isVerified,
  found,
}: Pick<AccessFacts, 'isEncrypted' | 'isLocal' | 'isVerified'> & { found: string }): Finding {
  if (isLocal) return ok('database', 'The connection stays on this machine.', found);
  const wanted = { found, expected: 'TLS, sslmode verify-full' };
  if (!isEncrypted) {
    return problem('database', {
      message: 'The connection crosses a network without TLS: others on it can read the traffic.',
      ...wanted,
      remedy: 'Add ?sslmode=verify-full to DATABASE_URL, and sslrootcert=FILE for a certificate of your own.',
    });
  }
  if (isVerified) return ok('database', 'The connection is encrypted, and the certificate is verified.', found);
  return note('database', {
    message:
      'The connection is encrypted, but the certificate is not verified: another machine could answer in its place.',
    ...wanted,
    remedy: 'Add ?sslmode=verify-full to DATABASE_URL, and sslrootcert=FILE for a certificate of your own.',
  });
}

/** Beyond this, instances on several machines are worth a look. */
const CLOSE_SECONDS = 2;

export function judgeClock({ clock }: Pick<DoctorFacts, 'clock'>): Finding {
  const { ahead_seconds: ahead, within_seconds: within } = clock;
  const off = Math.max(0, Math.abs(ahead) - within);
  const found = `the database’s clock is ${Math.abs(ahead).toFixed(1)} s ${ahead < 0 ? 'behind' : 'ahead'} (±${within.toFixed(1)} s)`;
  if (off <= CLOSE_SECONDS) return ok('clock', 'The clocks of this machine and of the database agree.', found);
  const complaint = {
    message: 'The clocks of this machine and of the database differ: one of them is wrong.',
    found,
    expected: `at most ${off > CLOCK_LEEWAY_SECONDS ? CLOCK_LEEWAY_SECONDS : CLOSE_SECONDS} s`,
    remedy: 'Set both by NTP (timedatectl, chronyc tracking).',
  };
  return off > CLOCK_LEEWAY_SECONDS ? problem('clock', complaint) : note('clock', complaint);
}
