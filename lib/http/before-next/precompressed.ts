import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Where the build put what browsers fetch, and under which path the server shows it. */
const FOLDER = path.join('.next', 'static');
const PREFIX = '/_next/static/';

const TYPES: Record<string, string> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
};

/** A path's Brotli twin (the path decodable, without its query), and the headers that belong to it; null where there is none or it is not wanted. */
export type Precompressed = (path: string, acceptEncoding: string | undefined) => { path: string; type: string } | null;

/** Looks once at what the build left (`scripts/steps/precompress.mjs`). */
export function findPrecompressed(projectDir: string): Precompressed {
  const paths = new Set(twinsIn(path.join(projectDir, FOLDER)));
  return (asked, acceptEncoding) => {
    const twin = `${decodeURIComponent(asked)}.br`;
    const type = TYPES[path.extname(asked)];
    const isWanted = /(^|[\s,])br\s*(,|$)/i.test(acceptEncoding ?? '');
    return type && isWanted && paths.has(twin) ? { path: `${asked}.br`, type } : null;
  };
}

function twinsIn(folder: string): string[] {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return files.filter((file) => file.endsWith('.br')).map((file) => PREFIX + file.split(path.sep).join('/'));
  } catch {
    return []; // `next dev` builds as it goes
  }
}
