import { setTimeout as pause } from 'node:timers/promises';
import { StepError } from '../../steps/step-error.mjs';

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Headers} headers
 * @property {string} text
 * @property {unknown} body the parsed JSON; undefined where the text is none
 *
 * @typedef {{ method?: string, headers?: Record<string, string>, body?: string | URLSearchParams }} Sending
 */

const TIMEOUT_MS = 20_000;
const LONGEST_WAIT_SECONDS = 120;
const MAX_WAITS = 3;

/** Sends requests to one server. Where it asks for patience, by 429 or 503 with `Retry-After`, the request is repeated then. */
export class Client {
  #baseUrl;
  #log;

  /**
   * @param {URL} url with the folder that the paths are below, if there is one
   * @param {(line: string) => void} log is told of waits
   */
  constructor(url, log) {
    this.#baseUrl = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
    this.#log = log;
  }

  /**
   * @param {string} path
   * @param {Sending} [sending]
   * @returns {Promise<Answer>}
   * @throws {StepError} when the server asks for more patience than a run has
   */
  async request(path, sending = {}) {
    for (let waits = 0; ; waits += 1) {
      const answer = await this.#once(path, sending);
      const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
      if (![429, 503].includes(answer.status) || !(seconds >= 0)) return answer;
      if (seconds > LONGEST_WAIT_SECONDS || waits === MAX_WAITS) {
        throw new StepError(
          `${path} is a ${answer.status} with Retry-After: ${seconds}. Start again after that time, or with a server that has no rate limits (Postern: RATE_LIMITS=off).`,
        );
      }
      this.#log(`waiting ${seconds} s: ${path} is a ${answer.status}`);
      await pause(seconds * 1_000);
    }
  }

  /**
   * @param {string} path
   * @param {Sending} sending
   * @returns {Promise<Answer>}
   */
  async #once(path, sending) {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${this.#baseUrl}${path}`, { redirect: 'manual', signal, ...sending });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a request got no response. @param {unknown} error */
export function reasonOf(error) {
  if (!(error instanceof Error)) return `${error}`;
  if (error.name === 'TimeoutError') return `nothing within ${TIMEOUT_MS / 1_000} s`;
  const { cause } = error;
  return cause instanceof Error ? ('code' in cause ? `${cause.code}` : cause.message) : error.message;
}
