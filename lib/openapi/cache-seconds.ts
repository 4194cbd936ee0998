import type { Config } from '../config/config';
import { minutes } from '../time';
import { buildDocument, type Routes } from './document';

const CACHE_SECONDS = minutes(10);

/** The settings of a process do not change, so it builds its description once, when it is asked for. */
const texts = new WeakMap<Config, string>();

/** The description of the API as JSON, and how long it may be cached. */
export function documentText(config: Config, routes: Routes): { text: string; cacheSeconds: number } {
  const text = texts.get(config) ?? JSON.stringify(buildDocument(config, routes));
  texts.set(config, text);
  return { text, cacheSeconds: CACHE_SECONDS };
}
