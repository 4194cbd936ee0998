import { build } from './build.mjs';
import { generate } from './generate.mjs';
import { install } from './install.mjs';
import { withFolderLock } from './with-lock.mjs';

/** Everything that tests and benchmarks run on. */
export const prepare = () =>
  withFolderLock(async () => {
    await install();
    await generate();
    await build();
  });
