// Loaded before anything else that a command needs: without a first start there are no packages to load.
import { existsSync } from 'node:fs';

const NEEDED = ['node_modules/tsx/package.json', 'node_modules/.package-lock.json', 'lib/data/generated/client.ts'];

if (!NEEDED.every((file) => existsSync(new URL(`../../${file}`, import.meta.url)))) {
  console.error('Nothing is installed here yet: start the server once with npm start.');
  process.exit(1);
}
