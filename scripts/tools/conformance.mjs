// npm run conformance -- URL: the specs of the API against any server.
import { handOver, install, main, StepError } from '../steps/prepare.mjs';

await main(async () => {
  const [url, ...rest] = process.argv.slice(2);
  if (!url || !URL.canParse(url)) throw new StepError('Say which server: npm run conformance -- http://localhost:3000');
  await install();
  const config = ['-c', 'e2e/playwright.config.ts', '--project', 'conformance'];
  handOver(['node_modules/playwright/cli.js', 'test', ...config, ...rest], { ...process.env, BASE_URL: url });
});
