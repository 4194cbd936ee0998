import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pagePathOf } from './page-paths';
import { describeGuide, type Guide, renderGuide } from './render-guide';

/** The documents of the repository as pages. They are read at each request: nothing of them is kept. */

export type GuideSection = {
  title: string;
  guides: readonly { href: string; title: string; summary: string }[];
};

/** The order in which a newcomer needs them; the others follow. */
const FIRST = ['getting-started', 'api', 'pages', 'settings', 'deployment', 'operations', 'security', 'testing'];
const ABOUT_THE_PROJECT = ['SECURITY.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'docs/decisions/README.md'];

/** @param pagePath such as `/docs/settings/`. @returns null for what is no document */
export async function findGuide(pagePath: string): Promise<Guide | null> {
  const file = (await listDocuments()).find((each) => pagePathOf(each) === pagePath);
  return file === undefined ? null : renderGuide(await readDocument(file), file);
}

/** Every guide, in sections; of the decisions only their list. */
export async function listGuides(): Promise<GuideSection[]> {
  const documents = await listDocuments();
  const main = documents.filter((file) => path.posix.dirname(file) === 'docs');
  const integration = documents.filter((file) => file.startsWith('docs/integration/'));
  return Promise.all([
    readSection('Guides', main.sort(byNeed)),
    readSection('Integration', integration),
    readSection('Project', ABOUT_THE_PROJECT),
  ]);
}

async function readSection(title: string, files: readonly string[]): Promise<GuideSection> {
  const guides = files.map(async (file) => {
    return { href: pagePathOf(file) ?? '/docs/', ...describeGuide(await readDocument(file)) };
  });
  return { title, guides: await Promise.all(guides) };
}

/** By their paths from the project, sorted. */
async function listDocuments(): Promise<string[]> {
  const files = await readdir(inProject('docs'), { recursive: true });
  const documents = files.map((file) => path.posix.join('docs', ...file.split(path.sep)));
  const others = ABOUT_THE_PROJECT.filter((file) => !documents.includes(file));
  return [...documents.filter((file) => pagePathOf(file) !== null).sort(), ...others];
}

const readDocument = (file: string): Promise<string> => readFile(inProject(file), 'utf8');

const inProject = (file: string): string => path.join(process.cwd(), file);

function byNeed(one: string, other: string): number {
  const placeOf = (file: string) => {
    const place = FIRST.indexOf(path.posix.basename(file, '.md'));
    return place === -1 ? FIRST.length : place;
  };
  return placeOf(one) - placeOf(other);
}
