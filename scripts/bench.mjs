// npm run bench: builds what has changed, then measures it beside other servers (docs/measurements.md).
import { build, generate, handOver, install, main, projectDir, say } from './steps/prepare.mjs';
import { inTurn } from './steps/with-lock.mjs';

await main(async () => {
  await inTurn(
    projectDir,
    () => say('waiting', 'for another start in this folder, 10 minutes at most'),
    async () => {
      await install();
      await generate();
      await build();
    },
  );
  handOver(['--import', 'tsx', 'e2e/benchmarks/bench/run.ts', ...process.argv.slice(2)]);
});
