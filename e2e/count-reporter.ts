import path from 'node:path';
import type { FullResult, Reporter, Suite, TestCase, TestResult } from 'playwright/types/testReporter';

type Count = { passed: number; failed: number; milliseconds: number };

/** Projects that a whole run must not come through without. */
const REQUIRED = [
  'unit',
  'api-pglite',
  'api-postgres',
  'deployment-pglite',
  'deployment-postgres',
  'pages-pglite',
  'pages-postgres',
  ...(process.env.SLOW_TESTS === 'on' ? ['api-pooled', 'resilience-pglite', 'resilience-postgres'] : []),
];

/** Files whose time is printed, where it goes. */
const SLOWEST_FILES = 20;

/** *describe › test*, as a reader quotes it. */
const titleOf = (test: TestCase): string => test.titlePath().slice(3).join(' › ');

/** Prints each failure as it comes, the count per project and database, and last `N passed, N failed`. */
export default class CountReporter implements Reporter {
  readonly #counts = new Map<string, Count>();
  readonly #millisecondsOfFile = new Map<string, number>();
  readonly #seen = new Set<string>();
  #isWhole = false;
  #wanted: TestCase[] = [];

  onBegin(_config: unknown, suite: Suite): void {
    for (const project of suite.suites) this.#countOf(project.project()?.name ?? '');
    const filters = process.argv
      .slice(process.argv.indexOf('test') + 1)
      .filter((arg) => !/^-c$|playwright\.config/.test(arg));
    this.#isWhole = filters.length === 0 && !process.env.BASE_URL;
    this.#wanted = suite.allTests();
    process.stdout.write(`running ${this.#wanted.length} tests\n`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (this.#seen.has(test.id)) return;
    this.#seen.add(test.id);
    const [, project = ''] = test.titlePath();
    const count = this.#countOf(project);
    count.milliseconds += result.duration;
    const file = `${project} ${path.basename(test.location.file)}`;
    this.#millisecondsOfFile.set(file, (this.#millisecondsOfFile.get(file) ?? 0) + result.duration);
    for (const { type, description } of result.annotations) {
      if (type === 'measurement') process.stdout.write(`[${project}] ${titleOf(test)}: ${description}\n`);
    }
    // Skipped is not passed: a test that does not run proves nothing.
    if (result.status === 'passed') {
      count.passed += 1;
      return;
    }
    count.failed += 1;
    const where = `${test.location.file}:${test.location.line}`;
    const why = result.errors.map(({ message, snippet }) => `${message ?? ''}\n${snippet ?? ''}`).join('\n');
    process.stdout.write(`\n${result.status.toUpperCase()} [${project}] ${titleOf(test)}\n  ${where}\n${why}\n`);
  }

  onError({ message, stack }: { message?: string; stack?: string }): void {
    this.#countOf('the run itself').failed += 1;
    process.stdout.write(`\n${stack ?? message}\n`);
  }

  async onEnd(): Promise<{ status: FullResult['status'] }> {
    this.#countUnrun();
    if (this.#isWhole) {
      this.#requireAll();
      this.#printSlowestFiles();
    }
    for (const [project, { passed, failed, milliseconds }] of this.#counts) {
      const seconds = Math.round(milliseconds / 1000);
      process.stdout.write(`${project.padEnd(18)} ${passed} passed, ${failed} failed, ${seconds} s of tests\n`);
    }
    const total = [...this.#counts.values()].reduce(
      (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
      { passed: 0, failed: 0 },
    );
    process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
    return { status: total.failed > 0 || total.passed === 0 ? 'failed' : 'passed' };
  }

  printsToStdio(): boolean {
    return true;
  }

  /** A run that was cut short, or whose worker died, is no success. */
  #countUnrun(): void {
    for (const test of this.#wanted) {
      if (this.#seen.has(test.id)) continue;
      const [, project = ''] = test.titlePath();
      this.#countOf(project).failed += 1;
      process.stdout.write(`\nDID NOT RUN [${project}] ${titleOf(test)}\n`);
    }
  }

  #printSlowestFiles(): void {
    const slowestFirst = [...this.#millisecondsOfFile].sort(([, one], [, other]) => other - one);
    const lines = slowestFirst
      .slice(0, SLOWEST_FILES)
      .map(([file, milliseconds]) => `${file} ${Math.round(milliseconds / 1000)} s`);
    process.stdout.write(`slowest files: ${lines.join(', ')}\n`);
  }

  #requireAll(): void {
    for (const project of REQUIRED) {
      const count = this.#countOf(project);
      if (count.passed + count.failed > 0) continue;
      count.failed = 1;
      process.stdout.write(`\nNo test of ${project} ran.\n`);
    }
  }

  #countOf(project: string): Count {
    const known = this.#counts.get(project) ?? { passed: 0, failed: 0, milliseconds: 0 };
    this.#counts.set(project, known);
    return known;
  }
}
