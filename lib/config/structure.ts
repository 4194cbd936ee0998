import { readFileSync } from 'node:fs';
import { quoted } from '../profile/quoted';

/** A setting that holds no structure. The message is the rest of a line that begins with the setting. */
export class StructureError extends Error {
  override readonly name = 'StructureError';
}

/**
 * The JSON of a setting: inline, or that of the file which the setting names by its path.
 * @throws StructureError
 */
export function readStructure(value: string): unknown {
  const isInline = /^[{[]/.test(value);
  const text = isInline ? value : readText(value);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, over several lines.
    throw new StructureError(
      isInline ? 'is not valid JSON.' : `names the file ${quoted(value, 200)}, which is not valid JSON.`,
    );
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : String(error);
    throw new StructureError(
      `must be JSON, or the path of a JSON file that can be read: ${quoted(file, 200)} cannot be (${code}).`,
    );
  }
}
