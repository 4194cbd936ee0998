// npm run page-weight -- URL [PATH...]: what each page of a running server weighs, compressed, in bytes.
import { chromium } from 'playwright';
import { launchOptions } from './chromium.mjs';
import { typeIntoFields, weigh } from './weigh.mjs';

const [url = 'http://localhost:3000', ...named] = process.argv.slice(2);
const paths = named.length > 0 ? named : ['/login/', '/register/', '/forgot-password/'];

const browser = await chromium.launch(launchOptions());
try {
  process.stdout.write(row('page', ['scripts', 'style', 'HTML']));
  for (const path of paths) {
    // A context of its own: nothing is in its cache yet.
    const page = await browser.newPage({ baseURL: url });
    await page.goto(path);
    await typeIntoFields(page);
    const { scripts, style, html } = await weigh(page);
    process.stdout.write(row(path, [scripts, style, html]));
    await page.close();
  }
} finally {
  await browser.close();
}

/**
 * @param {string} name
 * @param {(string | number)[]} cells
 */
function row(name, cells) {
  return `${name.padEnd(24)}${cells.map((cell) => String(cell).padStart(10)).join('')}\n`;
}
