import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type Sent = {
  what: string;
  /** How it ended: answered whole, not let in at all, or cut after it was let in. */
  end: 'answered' | 'refused' | 'cut';
  status: number;
  /** Why it was cut. */
  fault: string;
  /** Over a connection that had served another request before. */
  isReused: boolean;
  sentAt: number;
  endedAt: number;
};

export type Task = { what: string; method: string; path: string; headers?: Record<string, string>; body?: object };

/** Keeps a server busy, over kept connections and fresh ones, until it is told to stop or nobody lets it in. */
export class Load {
  readonly sent: Sent[] = [];
  readonly #port: number;
  readonly #kept = new Agent({ keepAlive: true });
  #isOver = false;
  readonly #lanes: Promise<void>[] = [];

  constructor(baseUrl: string) {
    this.#port = Number(new URL(baseUrl).port);
  }

  /** One client more: one request after the other, over a kept connection or each over its own. */
  begin(connection: 'kept' | 'fresh', tasks: Task[], { restMilliseconds = 0 } = {}): void {
    this.#lanes.push(this.#run(connection === 'kept' ? this.#kept : false, tasks, restMilliseconds));
  }

  async stop(): Promise<Sent[]> {
    this.#isOver = true;
    await Promise.all(this.#lanes);
    this.#kept.destroy();
    return this.sent;
  }

  async #run(agent: Agent | false, tasks: Task[], restMilliseconds: number): Promise<void> {
    for (let turn = 0; !this.#isOver; turn += 1) {
      const task = tasks[turn % tasks.length];
      if (task === undefined) return;
      const sent = await this.#send(agent, task);
      this.sent.push(sent);
      if (sent.end !== 'answered') return;
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
      const finish = (outcome: Pick<Sent, 'end' | 'status' | 'fault'>) =>
        resolve({ what, ...outcome, isReused: asked.reusedSocket, sentAt, endedAt: Date.now() });
      const failed = (error: NodeJS.ErrnoException) =>
        finish({
          end: error.code === 'ECONNREFUSED' ? 'refused' : 'cut',
          status: 0,
          fault: `${error.code} ${error.message}`,
        });
      asked.on('error', failed);
      asked.on('response', (response: IncomingMessage) => {
        response.on('error', failed);
        response.on('end', () => finish({ end: 'answered', status: response.statusCode ?? 0, fault: '' }));
        response.resume();
      });
      asked.end(text);
    });
  }
}
