import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { growDatabase } from '../../fixtures/grown-database';
import { createDatabase, type PostgresServer } from '../../fixtures/postgres';
import { environment, type Settings } from '../../fixtures/server';
import { BETTER_AUTH_DIALECT, EMPTY_DIALECT, JWT_DIALECT, POSTERN_DIALECT } from './dialects';
import { benchDir, type Launchable, launch, projectDir } from './launch';
import { buildNextApp, peerEnvironment, runInApp, startNextApp } from './next-app';
import { type Options, PEER_NAMES, type ServerName } from './options';
import type { Dialect } from './requests';
import { installSimplejwt, migrateSimplejwt, startSimplejwt } from './simplejwt';

export type BenchServer = Launchable & {
  name: ServerName;
  label: string;
  dialect: Dialect;
  /** Installs and builds it and makes its tables. @throws Error where that fails */
  prepare(): Promise<void>;
};

/** A peer whose packages are missing. */
export class NotInstalledError extends Error {}

/** The cost of a hash of all servers. */
const BCRYPT_COST = '12';

/** The servers to measure, each with an empty database of its own. */
export async function createServers(options: Options, postgres: PostgresServer): Promise<BenchServer[]> {
  const isAsked = (name: ServerName) => options.peers.some((peer) => peer === name);
  const servers: BenchServer[] = [];
  for (const name of options.servers) {
    const server = await CREATE[name](options, postgres);
    const isMissing = PEER_NAMES.some((peer) => peer === name) && !isAsked(name);
    const prepare = isMissing ? () => Promise.reject(new NotInstalledError()) : server.prepare;
    servers.push({ name, ...server, prepare });
  }
  return servers;
}

type Create = (options: Options, postgres: PostgresServer) => Promise<Omit<BenchServer, 'name'>>;

const CREATE: Record<ServerName, Create> = {
  postern: async ({ settings }, postgres) => {
    const DATABASE_URL = await newDatabase(postgres, 'postern');
    const AUTH_SECRET = randomBytes(32).toString('base64');
    return createPostern('Postern', { DATABASE_URL, AUTH_SECRET, DATA_DIR: emptyFolder('postern'), ...settings });
  },
  'postern-workers': async ({ settings }, postgres) => {
    const DATABASE_URL = await newDatabase(postgres, 'postern_workers');
    const AUTH_SECRET = randomBytes(32).toString('base64');
    const own = { DATABASE_URL, AUTH_SECRET, DATA_DIR: emptyFolder('postern-workers'), WORKERS: '2' };
    return createPostern('Postern, 2 workers', { ...settings, ...own });
  },
  'postern-grown': async ({ settings, users }, postgres) => {
    const DATABASE_URL = await newDatabase(postgres, 'postern_grown');
    const AUTH_SECRET = randomBytes(32).toString('base64');
    const own = { DATABASE_URL, AUTH_SECRET, DATA_DIR: emptyFolder('postern-grown') };
    const server = createPostern(`Postern, ${users.toLocaleString('en')} users`, { ...settings, ...own });
    return { ...server, prepare: () => grow(server, users, DATABASE_URL) };
  },
  'postern-pglite': async ({ settings }) =>
    createPostern('Postern on PGlite', { DATA_DIR: emptyFolder('postern-pglite'), ...settings }),
  floor: async (_, postgres) => {
    const DATABASE_URL = await newDatabase(postgres, 'floor');
    const program = path.join('e2e', 'benchmarks', 'peers', 'floor', 'server.mjs');
    return {
      label: 'plain node:http',
      dialect: JWT_DIALECT,
      page: '/login/',
      prepare: async () => {},
      command: (port, { rotates }) => ({
        program: process.execPath,
        args: [program],
        env: peerEnvironment({ DATABASE_URL, PORT: `${port}`, ROTATES: `${rotates}` }),
        cwd: projectDir,
      }),
    };
  },
  empty: async () => ({
    label: 'empty Next',
    dialect: EMPTY_DIALECT,
    page: '/login',
    prepare: () => buildNextApp('empty'),
    command: (port) => startNextApp('empty', port),
  }),
  'better-auth': async (_, postgres) => {
    const env = {
      DATABASE_URL: await newDatabase(postgres, 'better_auth'),
      BETTER_AUTH_SECRET: randomBytes(32).toString('base64'),
      BETTER_AUTH_TELEMETRY: '0',
    };
    return {
      label: 'better-auth in Next',
      dialect: BETTER_AUTH_DIALECT,
      page: '/login',
      prepare: async () => {
        await buildNextApp('better-auth', env);
        await runInApp('better-auth', 'migrate.js', env);
      },
      command: (port) => startNextApp('better-auth', port, { ...env, BETTER_AUTH_URL: `http://127.0.0.1:${port}` }),
    };
  },
  simplejwt: async (_, postgres) => {
    const url = await newDatabase(postgres, 'simplejwt');
    return {
      label: 'simplejwt, 2 workers',
      dialect: JWT_DIALECT,
      page: '/login/',
      prepare: async () => {
        await installSimplejwt();
        await migrateSimplejwt(url);
      },
      command: (port, { rotates }) => startSimplejwt(url, port, rotates),
    };
  },
};

/** Starts the server once, as the first start makes the tables and the pepper, and fills its database. */
async function grow(server: Omit<BenchServer, 'name'>, users: number, url: string): Promise<void> {
  await (await launch({ ...server, name: 'postern-grown' }, { rotates: false })).stop();
  await growDatabase(url, users, (table) => process.stderr.write(`bench  filling ${table}\n`));
}

function createPostern(label: string, settings: Settings): Omit<BenchServer, 'name'> {
  return {
    label,
    dialect: POSTERN_DIALECT,
    page: '/login/',
    // `npm run bench` has built it.
    prepare: async () => {},
    command: (port, { rotates }) => ({
      program: process.execPath,
      args: [path.join('scripts', 'start.mjs')],
      env: environment({
        BCRYPT_COST,
        LOG_LEVEL: 'info',
        PORT: `${port}`,
        WORKERS: '1',
        ROTATE_REFRESH_TOKENS: `${rotates}`,
        ...settings,
      }),
      cwd: projectDir,
    }),
  };
}

const newDatabase = (postgres: PostgresServer, name: string) => createDatabase(postgres.url, name);

function emptyFolder(name: string): string {
  const folder = path.join(benchDir, 'data', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
