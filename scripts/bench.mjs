// npm run bench: builds what has changed, then measures it beside other servers (docs/measurements.md).
import { main } from './steps/main.mjs';
import { prepare } from './steps/prepare.mjs';
import { execTool } from './steps/run-tool.mjs';

await main(async () => {
  await prepare();
  execTool(['--import', 'tsx', 'e2e/benchmarks/bench/run.ts', ...process.argv.slice(2)]);
});
