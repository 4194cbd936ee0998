import { type Finding, note, ok, problem } from './finding';

/** Who may read what, and how much room is left. Pure. */

/** A file or folder of the installation. */
export type FoundFile = {
  name: string;
  /** Permission bits. */
  mode: number;
  /** `secret`: of its owner alone. `env`: a file of settings with a secret. `data`: the folder of the others. */
  kind: 'secret' | 'env' | 'data';
  isFolder: boolean;
};

const GROUP_AND_OTHERS = 0o077;
const OTHERS = 0o007;
const WRITE_OF_OTHERS = 0o022;

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0');

/** The bits that must not be set. A group may read settings: containers and systemd have one for that. */
const FORBIDDEN: Record<FoundFile['kind'], number> = {
  secret: GROUP_AND_OTHERS,
  env: OTHERS,
  data: WRITE_OF_OTHERS,
};

const WORDS: Record<FoundFile['kind'], string> = {
  secret: 'can be read by other users of this machine, and has secrets.',
  env: 'can be read by every user of this machine, and has secrets.',
  data: 'can be changed by other users of this machine.',
};

export function judgeModes(files: readonly FoundFile[]): Finding[] {
  const open = files.filter(({ mode, kind }) => (mode & FORBIDDEN[kind]) !== 0);
  if (open.length === 0) {
    const names = files.map(({ name }) => name).join(', ');
    return [ok('files', 'Files with secrets are closed to other users.', names || null)];
  }
  return open.map(({ name, mode, kind, isFolder }) => {
    const right = isFolder ? '0700' : '0600';
    return problem('files', {
      message: `${name} ${WORDS[kind]}`,
      found: `mode ${octal(mode)}`,
      expected: `mode ${right}`,
      remedy: `chmod ${right.slice(1)} ${name}`,
    });
  });
}

/** @param names of what an interrupted process left behind */
export function judgeLeftovers(names: readonly string[]): Finding {
  if (names.length === 0) return ok('files', 'Nothing was left behind by an interrupted start.');
  return note('files', {
    message: 'An interrupted start left files behind.',
    found: names.join(', '),
    expected: 'none',
    remedy: 'Delete them while the server is stopped.',
  });
}

const MIB = 1024 * 1024;
const LEAST_BYTES = 200 * MIB;
const ENOUGH_BYTES = 1024 * MIB;

export function judgeDisk({ folder, freeBytes }: { folder: string; freeBytes: number }): Finding {
  const found = `${Math.floor(freeBytes / MIB)} MiB free in ${folder}`;
  if (freeBytes >= ENOUGH_BYTES) return ok('disk', 'The disk of DATA_DIR has room.', found);
  const complaint = {
    message: 'The disk of DATA_DIR is almost full: what has to be stored gets a 503.',
    found,
    expected: `at least ${(freeBytes < LEAST_BYTES ? LEAST_BYTES : ENOUGH_BYTES) / MIB} MiB`,
    remedy: 'Free space, or move DATA_DIR to a larger disk.',
  };
  return freeBytes < LEAST_BYTES ? problem('disk', complaint) : note('disk', complaint);
}
