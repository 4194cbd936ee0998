// Brings the database up to prisma/migrations. Ends with 75 when the database cannot be reached.
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { loadConfig } from '../../lib/config/load-config';
import { isDatabaseUnavailable } from '../../lib/data/database-errors';
import { prismaFolder } from '../../lib/data/migrations/files';
import { migrate } from '../../lib/data/migrations/migrate';
import { UnusableDatabaseError } from '../../lib/data/unusable-database-error';

const AWAY = 75;
const projectDir = path.dirname(path.dirname(import.meta.dirname));

// V8 optimizing the migration engine and the embedded database (WebAssembly) takes longer than they run.
setFlagsFromString('--liftoff-only');

try {
  const waiting = (line: string) => console.log(`Waiting: ${line}.`);
  const applied = await migrate(loadConfig(projectDir).database, prismaFolder(projectDir), waiting);
  for (const name of applied) console.log(`Applied the migration ${name}.`);
  // Not left to end by itself: a timer of the engine would hold it for ten seconds.
  process.exit(0);
} catch (error) {
  const reason = firstLines(error);
  const isAway = !(error instanceof UnusableDatabaseError) && isDatabaseUnavailable(error);
  console.error(isAway ? `The database is unavailable (${reason}).` : reason);
  process.exit(isAway ? AWAY : 1);
}

/** On one line, and without the engine's stack, whose frames are numbered. */
function firstLines(error: unknown): string {
  const text = error instanceof AggregateError ? String(error.errors[0]) : String(error);
  return (text.split(/\n\s+0: /)[0] ?? '')
    .replace(/^\w*Error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ': ');
}
