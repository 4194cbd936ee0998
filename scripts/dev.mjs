// npm run dev: what npm start does, with `next dev` in place of the build.
import { createRequire } from 'node:module';
import { generate } from './steps/generate.mjs';
import { install } from './steps/install.mjs';
import { main } from './steps/main.mjs';
import { migrate } from './steps/migrate.mjs';
import { readSettings, useSettings } from './steps/settings.mjs';
import { withFolderLock } from './steps/with-lock.mjs';

await main(async () => {
  Object.assign(process.env, { NODE_ENV: 'development' });
  const settings = await withFolderLock(prepare);
  useSettings(settings);
  const { host, port } = settings;
  const require = createRequire(import.meta.url);
  const next = require.resolve('next/dist/bin/next');
  process.argv = [process.execPath, next, 'dev', '--webpack', '-H', host, '-p', `${port}`];
  require(next);
});

async function prepare() {
  await install();
  const settings = await readSettings();
  await generate();
  if (settings.mustMigrate) await migrate();
  return settings;
}
