// The browser of the tests: one that is there, or else one that can be installed.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';

/** The headless shell first: it has no window to draw, so that the browser tests take half the time. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

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
 * What Playwright launches. Its own build is not named: it then takes the headless shell that came with it.
 * @returns {{ args: string[], executablePath?: string }}
 */
export function launchOptions() {
  const found = findChromium();
  return { args: CHROMIUM_ARGS, ...(found && found !== OWN && { executablePath: found }) };
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
