// npm run conformance -- URL: the specs of the API against any server.
import { install } from '../steps/install.mjs';
import { main } from '../steps/main.mjs';
import { execTool } from '../steps/run-tool.mjs';
import { StepError } from '../steps/step-error.mjs';

await main(async () => {
  const [url, ...rest] = process.argv.slice(2);
  if (!url || !URL.canParse(url)) throw new StepError('Say which server: npm run conformance -- http://localhost:3000');
  await install();
  const config = ['-c', 'e2e/playwright.config.ts', '--project', 'conformance'];
  execTool(['node_modules/playwright/cli.js', 'test', ...config, ...rest], { ...process.env, BASE_URL: url });
});
