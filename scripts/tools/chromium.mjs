// The browser of the tests: one that is there, or else one that can be installed.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Chromium without a window to draw, nor the cache of the back button: with it the browser tests take half the time. */
const SHELL = 'chromium-headless-shell';

const OWN = chromium.executablePath();

const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** What Chromium needs as root and in containers, and what keeps it from asking anything of the network. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {string | null} the path of PLAYWRIGHT_CHROMIUM, Playwright's own build or the system's */
export function findChromium() {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  if (existsSync(OWN)) return OWN;
  return findOnPath(NAMES) ?? (existsSync(MAC) ? MAC : null);
}

/**
 * What Playwright launches: the headless shell where there is one. Its own is not named, and comes with its own build.
 * @returns {{ args: string[], executablePath?: string }}
 */
export function launchOptions() {
  const found = findChromium();
  if (found === null || found === OWN) return { args: CHROMIUM_ARGS };
  const shell = process.env.PLAYWRIGHT_CHROMIUM ? null : findOnPath([SHELL]);
  return { args: CHROMIUM_ARGS, executablePath: shell ?? found };
}

/**
 * @param {string[]} names
 * @returns {string | null}
 */
export function findOnPath(names) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin'];
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return places.find((place) => existsSync(place)) ?? null;
}
