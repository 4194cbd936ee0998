// npm run conformance -- URL: asks any server what clients rely on, and prints what was expected and what was seen. With --full
// it runs the specs of the API instead.
import { parseArgs } from 'node:util';
import { install } from '../steps/install.mjs';
import { main } from '../steps/main.mjs';
import { execTool } from '../steps/run-tool.mjs';
import { StepError } from '../steps/step-error.mjs';
import { Client, reasonOf } from './conformance/client.mjs';
import { PATHS } from './conformance/paths.mjs';
import { run } from './conformance/run.mjs';
import { Table } from './conformance/table.mjs';
import { TestedServer } from './conformance/tested-server.mjs';

const USAGE =
  'Say which server: npm run conformance -- http://localhost:3000 [--dialect=postern|simplejwt] [--paths=postern|djoser] [--domain=example.com] [--json] [--full]';
const DIALECTS = /** @type {const} */ (['postern', 'simplejwt']);
const DEFAULT_COLUMNS = 120;

await main(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--full')) return runSpecs(args.filter((arg) => arg !== '--full'));
  const { url, dialect, paths, domain, json } = readOptions(args);
  // A run that was stopped has no verdict.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
  const client = new Client(url, (line) => process.stderr.write(`${line}\n`));
  await client.request('/').catch((error) => {
    if (error instanceof StepError) throw error;
    throw new StepError(
      `${url.origin} does not respond: ${reasonOf(error)}. Is the server running, and the URL right?`,
    );
  });
  const server = new TestedServer(client, PATHS[paths], domain);
  const table = json
    ? null
    : new Table((text) => process.stdout.write(text), process.stdout.columns ?? DEFAULT_COLUMNS);
  /** @type {import('./conformance/run.mjs').Result[]} */
  const results = [];
  for await (const result of run(server, dialect)) {
    results.push(result);
    table?.add(result);
  }
  const summary = { url: url.href, dialect, paths, ...count(results) };
  if (json) process.stdout.write(`${JSON.stringify({ ...summary, results }, null, 2)}\n`);
  else process.stdout.write(`\n${toSentence(summary)}\n`);
  process.exitCode = summary.differ === 0 ? 0 : 1;
});

/** @param {string[]} args */
function readOptions(args) {
  const { values, positionals } = parseOrExplain(args);
  const {
    dialect: dialectName = 'postern',
    paths: pathsName = 'postern',
    domain = 'example.com',
    json = false,
  } = values;
  const [text] = positionals;
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || positionals.length > 1) throw new StepError(USAGE);
  if (!/^https?:$/.test(url.protocol)) throw new StepError(`${text} is not an http or https URL. ${USAGE}`);
  const dialect = DIALECTS.find((each) => each === dialectName);
  if (!dialect) throw new StepError(`--dialect is one of ${DIALECTS.join(', ')}, not ${dialectName}.`);
  if (!isPaths(pathsName)) throw new StepError(`--paths is one of ${Object.keys(PATHS).join(', ')}, not ${pathsName}.`);
  return { url, dialect, paths: pathsName, domain, json };
}

/** @param {string[]} args */
function parseOrExplain(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  const options = { dialect: text, paths: text, domain: text, json: /** @type {const} */ ({ type: 'boolean' }) };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new StepError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

/** @param {string} name @returns {name is keyof typeof PATHS} */
function isPaths(name) {
  return Object.hasOwn(PATHS, name);
}

/** @param {import('./conformance/run.mjs').Result[]} results */
function count(results) {
  /** @param {import('./conformance/run.mjs').Verdict} wanted */
  const of = (wanted) => results.filter(({ verdict }) => verdict === wanted).length;
  return { asExpected: of('ok'), differ: of('differs'), notApplicable: of('n/a') };
}

/** @param {ReturnType<typeof count> & { url: string, dialect: string, paths: string }} summary */
function toSentence({ url, dialect, paths, asExpected, differ, notApplicable }) {
  const verdict = differ === 0 ? 'conforms' : 'does not conform';
  return `${url} ${verdict} (dialect ${dialect}, paths ${paths}): ${asExpected} as expected, ${differ} differ, ${notApplicable} for other servers.`;
}

/** The whole suite, which needs the packages and the server's mailbox. @param {string[]} args */
async function runSpecs([url, ...rest]) {
  if (!url || !URL.canParse(url)) throw new StepError(USAGE);
  await install();
  const config = ['-c', 'e2e/playwright.config.ts', '--project', 'conformance'];
  execTool(['node_modules/playwright/cli.js', 'test', ...config, ...rest], { ...process.env, BASE_URL: url });
}
