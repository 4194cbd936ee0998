import { existsSync } from 'node:fs';
import { timeStep } from './log-step.mjs';
import { hashFiles, inProject, readProjectFile, writeProjectFile } from './project.mjs';
import { runTool } from './run-tool.mjs';

const STAMP = 'node_modules/.postern/generate';

/** The typed database client, from prisma/schema.prisma. Skipped while that has not changed. */
export async function generate() {
  const hash = hashFiles(['prisma/schema.prisma', 'prisma/prisma.config.ts', 'package-lock.json']);
  if (readProjectFile(STAMP) === hash && existsSync(inProject('lib/data/generated/client.ts'))) return;
  await timeStep('generate', async () => {
    const args = [inProject('node_modules/prisma/build/index.js'), 'generate', '--config', 'prisma/prisma.config.ts'];
    await runTool(process.execPath, args, 'Fix prisma/schema.prisma and start again.');
    writeProjectFile(STAMP, hash);
  });
}
