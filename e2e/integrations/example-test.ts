import path from 'node:path';
import { type CleanFolder, copyExample, packPackages } from '../fixtures/clean-folder';
import { test as base, expect } from '../fixtures/test';

type TestFixtures = {
  /** A copy of an example, with the packages of this repository that it asks for installed. */
  example: (name: string, packages?: readonly string[]) => Promise<CleanFolder>;
};

type WorkerFixtures = { tarballs: string[] };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  tarballs: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from the pattern
    async ({}, use) => {
      const { tarballs, remove } = await packPackages();
      await use(tarballs);
      await remove();
    },
    { scope: 'worker' },
  ],
  example: async ({ tarballs }, use) => {
    const folders: CleanFolder[] = [];
    await use(async (name, packages = []) => {
      const folder = await copyExample(name);
      folders.push(folder);
      const wanted = tarballs.filter((file) => packages.some((each) => path.basename(file).startsWith(each)));
      if (wanted.length > 0) await folder.run('npm', ['install', '--no-audit', '--no-fund', ...wanted]);
      return folder;
    });
    await Promise.all(folders.map((folder) => folder.remove()));
  },
});

/** What a server calls itself, which is what apps know it by. */
export const urlOf = ({ baseUrl }: { baseUrl: string }): string => baseUrl.replace('127.0.0.1', 'localhost');

export { expect };
