import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type Sent = {
  what: string;
  /** How it ended: answered whole, not let in at all, or cut after it was let in. */
  end: 'answered' | 'refused' | 'cut';
  status: number;
  /** Why it was cut. */
  error: string;
  /** Over a connection that had served another request before. */
  isReused: boolean;
  /** Nothing more can be sent over its connection. */
  isLast: boolean;
  sentAt: number;
  endedAt: number;
};

export type Task = { what: string; method: string; path: string; headers?: Record<string, string>; body?: object };

/**
 * Keeps a server busy, over kept connections and fresh ones, until it is stopped or no server accepts connections.
 * As a balancer does, it opens no more connections once the probe was told 503.
 */
export class Load {
  readonly sent: Sent[] = [];
  readonly probed: Sent[] = [];
  readonly #port: number;
  readonly #agents: Agent[] = [];
  #isOver = false;
  #isTurnedAway = false;
  readonly #lanes: Promise<void>[] = [];

  constructor(baseUrl: string) {
    this.#port = Number(new URL(baseUrl).port);
  }

  /** One client more: one request after the other, over a kept connection or each over its own. */
  begin(connection: 'kept' | 'fresh', tasks: Task[], { restMilliseconds = 0 } = {}): void {
    const agent = connection === 'kept' && new Agent({ keepAlive: true, maxSockets: 1 });
    if (agent) this.#agents.push(agent);
    this.#lanes.push(this.#run(agent, tasks, restMilliseconds));
  }

  /** Asks again and again, over a fresh connection each, whether the server is ready. */
  probe(task: Task, restMilliseconds: number): void {
    const noticed = async () => {
      for (let isLetIn = true; isLetIn && !this.#isOver; await pause(restMilliseconds)) {
        const sent = await this.#send(false, task);
        this.probed.push(sent);
        isLetIn = sent.end === 'answered';
        if (sent.status === 503) this.#isTurnedAway = true;
      }
    };
    this.#lanes.push(noticed());
  }

  async stop(): Promise<Sent[]> {
    this.#isOver = true;
    await Promise.all(this.#lanes);
    for (const agent of this.#agents) agent.destroy();
    return this.sent;
  }

  async #run(agent: Agent | false, tasks: Task[], restMilliseconds: number): Promise<void> {
    for (let turn = 0; !this.#isOver; turn += 1) {
      const task = tasks[turn % tasks.length];
      if (task === undefined) return;
      const sent = await this.#send(agent, task);
      this.sent.push(sent);
      if (sent.end !== 'answered' || (sent.isLast && this.#isTurnedAway)) return;
      if (restMilliseconds > 0) await pause(restMilliseconds);
    }
  }

  #send(agent: Agent | false, { what, method, path, headers, body }: Task): Promise<Sent> {
    const text = body && JSON.stringify(body);
    const options: RequestOptions = {
      host: '127.0.0.1',
      port: this.#port,
      method,
      path,
      agent,
      headers: { ...headers, ...(text && { 'Content-Type': 'application/json', 'Content-Length': text.length }) },
    };
    const sentAt = Date.now();
    return new Promise((resolve) => {
      const asked = request(options);
      const finish = (outcome: Pick<Sent, 'end' | 'status' | 'error'>, isLast = true) =>
        resolve({ what, ...outcome, isLast, isReused: asked.reusedSocket, sentAt, endedAt: Date.now() });
      const failed = (error: NodeJS.ErrnoException) =>
        finish({
          end: error.code === 'ECONNREFUSED' ? 'refused' : 'cut',
          status: 0,
          error: `${error.code} ${error.message}`,
        });
      asked.on('error', failed);
      asked.on('response', (response: IncomingMessage) => {
        response.on('error', failed);
        const { statusCode: status = 0, headers: received } = response;
        const isLast = agent === false || received.connection === 'close';
        response.on('end', () => finish({ end: 'answered', status, error: '' }, isLast));
        response.resume();
      });
      asked.end(text);
    });
  }
}
