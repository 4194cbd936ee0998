import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * What both ends of the control socket agree on: a request is a POST with a JSON body, and so is the body of its
 * response. Both carry their `Content-Length`.
 */

const FOLDER = 'operator';
const SOCKET = 'control.sock';

/** `sun_path` has 108 bytes on Linux and 104 on macOS, of which the last is NUL. */
export const MAX_SOCKET_PATH_BYTES = 103;
export const MAX_REQUEST_BYTES = 16 * 1024;
export const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** The shorter of the absolute path and the one from the current folder; null when even that is too long for the system. */
export function findSocketPath(dataDir: string): string | null {
  const absolute = path.resolve(dataDir, FOLDER, SOCKET);
  const relative = path.relative(process.cwd(), absolute);
  const shorter = Buffer.byteLength(relative) < Buffer.byteLength(absolute) ? relative : absolute;
  return Buffer.byteLength(shorter) <= MAX_SOCKET_PATH_BYTES ? shorter : null;
}

/** The headers of a body. */
export const headersOf = (body: string) => ({
  'Content-Type': 'application/json',
  'Content-Length': Buffer.byteLength(body),
});

/**
 * Reads a JSON body whose `Content-Length` is at most `maxBytes`.
 * @returns undefined for any other body
 * @throws when the connection ends within the body
 */
export async function readJson(message: IncomingMessage, maxBytes: number): Promise<unknown> {
  // Of what is longer nothing is read.
  if (!(Number(message.headers['content-length']) <= maxBytes)) return undefined;
  const body = await text(message);
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
