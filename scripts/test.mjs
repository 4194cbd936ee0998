// npm test: installs what it needs, builds, checks style and types, and runs every test.
import { build, check, generate, handOver, install, main, projectDir, say } from './prepare.mjs';
import { inTurn } from './turn.mjs';

await main(async () => {
  await inTurn(
    projectDir,
    () => say('waiting', 'another start is preparing this folder'),
    async () => {
      await install();
      await generate();
      await build();
    },
  );
  await check('style', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']);
  await check('types', ['node_modules/typescript/bin/tsc', '--noEmit']);
  handOver(['node_modules/playwright/cli.js', 'test', '-c', 'e2e/playwright.config.ts', ...process.argv.slice(2)]);
});
