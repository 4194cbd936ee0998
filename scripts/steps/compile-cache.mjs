import nodeModule from 'node:module';
import path from 'node:path';
import { projectDir } from './project.mjs';

/** Of Node.js from 22.1 on; the types are those of the oldest supported version. */
const { enableCompileCache } = /** @type {{ enableCompileCache?: (folder: string) => void }} */ (nodeModule);

/**
 * Keeps what V8 compiles of each source, and reads it at later starts. An entry is for one content of a file and one
 * version of Node.js; where the folder cannot be written there is no cache.
 */
export function keepCompiledCode() {
  enableCompileCache?.(path.join(projectDir, '.next', 'cache', 'compiled-code'));
}
