import { randomBytes } from 'node:crypto';
import { isDictionary, textIn } from './describe.mjs';

/**
 * @typedef {import('./client.mjs').Answer} Answer
 * @typedef {{ access: string, refresh: string }} Tokens
 */

/** Other servers normalize it otherwise, or not at all. */
const PASSWORD = 'seven h\u00e9rons over the w\u00e9ir';

/** The server under test as the rows use it, with one account that it registers and nothing else does. */
export class TestedServer {
  paths;
  password = PASSWORD;
  /** @type {unknown} of the account, once it is registered */
  userId;
  email;
  #client;
  #domain;
  /** @type {Map<string, Promise<any>>} */
  #kept = new Map();

  /**
   * @param {import('./client.mjs').Client} client
   * @param {import('./paths.mjs').Paths} paths
   * @param {string} domain of the emails it registers
   */
  constructor(client, paths, domain) {
    this.#client = client;
    this.paths = paths;
    this.#domain = domain;
    this.email = this.newEmail();
  }

  /** An email that no account has. */
  newEmail() {
    return `conformance-${randomBytes(8).toString('hex')}@${this.#domain}`;
  }

  /** @param {string} path @param {import('./client.mjs').Sending} [sending] */
  request(path, sending) {
    return this.#client.request(path, sending);
  }

  /** @param {string} path @param {unknown} value sent as JSON @param {Record<string, string>} [headers] */
  post(path, value, headers = {}) {
    return this.send(path, 'application/json', JSON.stringify(value), headers);
  }

  /** @param {string} path @param {string} type @param {string} body @param {Record<string, string>} [headers] */
  send(path, type, body, headers = {}) {
    return this.request(path, { method: 'POST', headers: { 'Content-Type': type, ...headers }, body });
  }

  /** @param {string} path @param {Record<string, string>} fields */
  postForm(path, fields) {
    return this.request(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Asks who is signed in. @param {string} [authorization] */
  me(authorization) {
    return this.request(
      this.paths.me,
      authorization === undefined ? {} : { headers: { Authorization: authorization } },
    );
  }

  /** @param {Record<string, unknown>} [changed] fields of the body */
  signIn(changed = {}) {
    return this.post(this.paths.token, { email: this.email, password: this.password, ...changed });
  }

  /** Tokens of a sign-in of their own; empty where it was rejected. @returns {Promise<Tokens>} */
  async newTokens() {
    const answer = await this.signIn();
    return { access: textIn(answer, 'access'), refresh: textIn(answer, 'refresh') };
  }

  /** @param {string} token */
  refresh(token) {
    return this.post(this.paths.refresh, { refresh: token });
  }

  /** The answer to the registration of the account. @returns {Promise<Answer>} */
  registration() {
    return this.#once('registration', async () => {
      const answer = await this.post(this.paths.register, { email: this.email, password: this.password });
      this.userId = isDictionary(answer.body) ? answer.body.id : undefined;
      return answer;
    });
  }

  /** The first answer to a sign-in. @returns {Promise<Answer>} */
  signedIn() {
    return this.#once('sign-in', () => this.signIn());
  }

  /** Tokens that no row ends. @returns {Promise<Tokens>} */
  tokens() {
    return this.#once('tokens', () => this.newTokens());
  }

  /** The answer to a refresh, and the token it was asked with. @returns {Promise<{ former: string, answer: Answer }>} */
  refreshed() {
    return this.#once('refresh', async () => {
      const { refresh } = await this.newTokens();
      return { former: refresh, answer: await this.refresh(refresh) };
    });
  }

  /** Tokens of a sign-in whose refresh token was blacklisted then, and the answer to that. @returns {Promise<Tokens & { answer: Answer }>} */
  blacklisted() {
    return this.#once('blacklist', async () => {
      const tokens = await this.newTokens();
      return { ...tokens, answer: await this.post(this.paths.blacklist, { refresh: tokens.refresh }) };
    });
  }

  /** Whether a refresh token is replaced at each use. */
  async rotates() {
    return textIn((await this.refreshed()).answer, 'refresh') !== '';
  }

  /** @template Result @param {string} name @param {() => Promise<Result>} ask @returns {Promise<Result>} */
  #once(name, ask) {
    const kept = this.#kept.get(name) ?? ask();
    this.#kept.set(name, kept);
    return kept;
  }
}
