// npm run lighthouse -- URL: Lighthouse's scores for each form page of a running server.
// Fetched by npx when it is wanted: 186 packages are too many to install with every start.
import { spawnSync } from 'node:child_process';
import { install } from '../steps/install.mjs';
import { main } from '../steps/main.mjs';
import { StepError } from '../steps/step-error.mjs';
import { CHROMIUM_ARGS, findChromium } from './chromium.mjs';

/** The last that runs on Node.js 20. */
const LIGHTHOUSE = 'lighthouse@12.8.2';
const PAGES = ['/login/', '/register/', '/forgot-password/'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];

await main(async () => {
  const [url = 'http://localhost:3000'] = process.argv.slice(2);
  await install();
  const chromium = findChromium();
  if (!chromium) throw new StepError('No Chromium was found: say where it is with PLAYWRIGHT_CHROMIUM.');
  for (const page of PAGES) {
    const { categories, audits } = audit(new URL(page, url).href, chromium);
    const scores = CATEGORIES.map((id) => `${id} ${Math.round((categories[id]?.score ?? 0) * 100)}`);
    const times = [
      'first-contentful-paint',
      'largest-contentful-paint',
      'total-blocking-time',
      'cumulative-layout-shift',
    ];
    console.log(page, scores.join(', '), '|', times.map((id) => `${id} ${audits[id]?.displayValue}`).join(', '));
    for (const { id, title } of Object.values(audits).filter(({ score }) => score !== null && score < 0.9)) {
      console.log(`  below 90: ${id} (${title})`);
    }
  }
});

/**
 * @param {string} url
 * @param {string} chromium
 * @returns {{ categories: Record<string, { score: number }>, audits: Record<string, { id: string, title: string, score: number | null, displayValue?: string }> }}
 */
function audit(url, chromium) {
  const flags = ['--headless=new', ...CHROMIUM_ARGS].join(' ');
  const args = ['--yes', LIGHTHOUSE, url, '--quiet', '--output=json', `--chrome-flags=${flags}`];
  const only = `--only-categories=${CATEGORIES.join(',')}`;
  const { status, stdout, stderr } = spawnSync('npx', [...args, only], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, CHROME_PATH: chromium },
  });
  if (status !== 0) throw new StepError(`Lighthouse failed:\n${stderr}`);
  return JSON.parse(stdout);
}
