// Opens the database folder given as its argument, which recovers it, and closes it. Ends with 0 when that worked.
import { PGlite } from '@electric-sql/pglite';

// The process that started this one has ended.
process.stdin.on('end', () => process.exit(1)).resume();

const [, , dataDir = ''] = process.argv;
const engine = await PGlite.create({ dataDir });
await engine.query('SELECT 1');
await engine.close();
process.exit(0);
