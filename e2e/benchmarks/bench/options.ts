import { parseArgs } from 'node:util';

export const SERVER_NAMES = [
  'postern',
  'postern-workers',
  'postern-grown',
  'postern-pglite',
  'floor',
  'empty',
  'better-auth',
  'simplejwt',
] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

/** Servers whose packages are installed only when they are asked for. */
export const PEER_NAMES = ['better-auth', 'simplejwt'] as const satisfies readonly ServerName[];
export type PeerName = (typeof PEER_NAMES)[number];

/** In the order in which a server is asked for them. What rotates comes last, since it needs a server of its own. */
export const WORK_NAMES = [
  'me',
  'verify',
  'refresh',
  'sign-in-page',
  'account-page',
  'register',
  'sign-in',
  'storm',
  'shed',
  'refresh-rotating',
] as const;
export type WorkName = (typeof WORK_NAMES)[number];

export type Options = {
  servers: readonly ServerName[];
  /** The peers that may be installed. */
  peers: readonly PeerName[];
  work: readonly WorkName[];
  connections: readonly number[];
  rounds: number;
  /** How long each measurement lasts; `hashing` of what hashes a password. */
  seconds: { usual: number; hashing: number; storm: number };
  warmUpRequests: number;
  /** Users in the database of `postern-grown`. */
  users: number;
  /** Settings of Postern, beside the default ones. */
  settings: Readonly<Record<string, string>>;
  /** The file that gets the report. */
  out: string | null;
  plot: boolean;
};

export const USAGE = `npm run bench -- [options]
  --quick                  one round of short measurements at 16 connections
  --servers=NAME,…         of ${SERVER_NAMES.join(', ')}
  --peers=all|NAME,…       installs and measures ${PEER_NAMES.join(', ')}
  --pglite                 measures Postern on the embedded database, too
  --workers                measures Postern with two workers, too
  --users=N                measures Postern with N users and ten sessions of each, too
  --only=WORK,…            of ${WORK_NAMES.join(', ')}
  --connections=N,…        1,16,64 unless given
  --rounds=N               3 unless given
  --setting=NAME=VALUE     a setting of Postern; may be repeated
  --out=FILE               writes the report to a file, too
  --plot                   draws docs/bench.svg
`;

const FULL = {
  rounds: 3,
  connections: [1, 16, 64],
  seconds: { usual: 3, hashing: 6, storm: 12 },
  warmUpRequests: 10_000,
};
/** Of `--servers=postern-grown` without `--users`. */
const GROWN_USERS = 100_000;
const QUICK = { rounds: 1, connections: [16], seconds: { usual: 1, hashing: 2, storm: 5 }, warmUpRequests: 1000 };

/**
 * Reads the command line.
 * @throws Error that says what is wrong, in one line
 */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      servers: { type: 'string' },
      peers: { type: 'string', default: '' },
      pglite: { type: 'boolean', default: false },
      workers: { type: 'boolean', default: false },
      users: { type: 'string' },
      only: { type: 'string' },
      connections: { type: 'string' },
      rounds: { type: 'string' },
      setting: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      plot: { type: 'boolean', default: false },
    },
  });
  const length = values.quick ? QUICK : FULL;
  const peers = values.peers === 'all' ? PEER_NAMES : namesOf(values.peers, PEER_NAMES);
  const users = values.users === undefined ? null : toCount(values.users);
  const others: ServerName[] = [
    ...(values.workers ? (['postern-workers'] as const) : []),
    ...(users === null ? [] : (['postern-grown'] as const)),
    ...(values.pglite ? (['postern-pglite'] as const) : []),
  ];
  // A peer that is not asked for has a column of its own all the same, so that the table says that it is missing.
  const usual: ServerName[] = ['postern', 'floor', 'empty', ...PEER_NAMES];
  const named = values.servers === undefined ? usual : namesOf(values.servers, SERVER_NAMES);
  const servers = new Set([...named, ...others, ...peers]);
  return {
    ...length,
    servers: SERVER_NAMES.filter((name) => servers.has(name)),
    users: users ?? GROWN_USERS,
    peers,
    work: values.only === undefined ? WORK_NAMES : namesOf(values.only, WORK_NAMES),
    connections: values.connections?.split(',').map(toCount) ?? length.connections,
    rounds: values.rounds === undefined ? length.rounds : toCount(values.rounds),
    settings: Object.fromEntries(values.setting.map(toSetting)),
    out: values.out ?? null,
    plot: values.plot,
  };
}

/** The named ones, in the order of the table. */
function namesOf<Name extends string>(list: string, known: readonly Name[]): Name[] {
  const wanted = list.split(',').filter((name) => name !== '');
  const unknown = wanted.find((name) => !known.some((each) => each === name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${known.join(', ')}.`);
  return known.filter((name) => wanted.includes(name));
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`"${text}" is not a whole number above 0.`);
  return count;
}

function toSetting(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`"${text}" is not NAME=VALUE.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
