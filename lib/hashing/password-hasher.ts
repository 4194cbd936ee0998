import { createHmac } from 'node:crypto';
import type { BcryptWorkerPool } from './bcrypt-worker-pool';
import type { HashQueue } from './hash-queue';

/** A hash with the parameters it was made with. */
export type PasswordHash = { hash: string; cost: number; pepperId: string };

export type Pepper = { id: string; secret: Buffer };

export const MIN_COST = 10;
/** A stored cost above this is an error, not a policy: one check would take minutes. */
export const MAX_COST = 16;

/** A well-formed hash that no password has; checking against it costs what a real one costs. */
const dummyHash = (cost: number): string => `$2b$${cost}$${'.'.repeat(21)}u${'.'.repeat(31)}`;

/** `peppers`: the current one first. `storedCost`: the highest that a stored hash has, or null. */
type HasherOptions = {
  peppers: readonly [Pepper, ...Pepper[]];
  cost: number;
  storedCost: number | null;
  queue: HashQueue;
  threads: BcryptWorkerPool;
};

type WaitFor = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** The client of the hashes, and how each is waited for. All clients share one `work`. */
type HashClient = { client: string; waitFor: WaitFor; work: CheckWork };

/**
 * What every check costs: as much as the most expensive hash, current or stored, so that the time does not reveal which
 * users have one.
 * It never falls before the next start.
 */
class CheckWork {
  #cost: number;

  constructor(cost: number) {
    this.#cost = cost;
  }

  get cost(): number {
    return this.#cost;
  }

  /** @param cost of a stored hash; an absurd one matches no password */
  raiseTo(cost: number): void {
    if (cost <= MAX_COST) this.#cost = Math.max(this.#cost, cost);
  }
}

/** bcrypt(base64(HMAC-SHA-384(pepper, NFC(password)))): 64 bytes into bcrypt's 72, so that the whole password counts. */
export class PasswordHasher {
  readonly #options: HasherOptions;
  readonly #client: HashClient;

  constructor(options: HasherOptions, client?: HashClient) {
    this.#options = options;
    this.#client = client ?? { client: '', waitFor: (work) => work(), work: new CheckWork(options.cost) };
    if (options.storedCost !== null) this.noteStoredCost(options.storedCost);
  }

  /** The same for one client, which takes turns with the others, and waits for each hash in its own way. */
  for(client: string, waitFor: WaitFor): PasswordHasher {
    return new PasswordHasher(this.#options, { client, waitFor, work: this.#client.work });
  }

  /** Call with the cost of a stored hash: from then on no check costs less. */
  noteStoredCost(cost: number): void {
    this.#client.work.raiseTo(cost);
  }

  /** Whether there is any use in beginning what needs a hash. @throws AuthError `unavailable` */
  assertCapacity(): void {
    this.#options.queue.assertCapacity(this.#client.client);
  }

  /** Whether a hash for this client would be taken now. */
  hasCapacity(client: string): boolean {
    return this.#options.queue.hasCapacity(client);
  }

  /** @throws AuthError `unavailable` when too many hashes wait, or one cannot begin soon. */
  async hash(password: string): Promise<PasswordHash> {
    const { peppers, cost, threads } = this.#options;
    const [{ id, secret }] = peppers;
    const hash = await this.#inTurn(() => threads.hash(preHash(password, secret), cost));
    return { hash, cost, pepperId: id };
  }

  /**
   * Whether the password is the stored one. Without one, or with one of a lower cost, the work is
   * still that of the highest cost there is, so that the time tells nothing.
   * @throws AuthError `unavailable` when too many hashes wait.
   */
  async verify(password: string, stored: PasswordHash | null): Promise<boolean> {
    const { peppers, threads } = this.#options;
    const pepper = peppers.find(({ id }) => id === stored?.pepperId);
    const isUsable = stored && pepper && stored.cost >= MIN_COST && stored.cost <= MAX_COST;
    const { secret } = pepper ?? peppers[0];
    if (isUsable) this.noteStoredCost(stored.cost);
    const { cost } = this.#client.work;
    const hash = isUsable ? stored.hash : dummyHash(cost);
    const isRight = await this.#inTurn(async () => {
      const matches = await threads.compare(preHash(password, secret), hash);
      // Also where it is right: a disabled user's must take as long.
      if (isUsable) await this.#pad(stored.cost, cost);
      return matches;
    });
    return Boolean(isUsable) && isRight;
  }

  /** Whether the policy is another one since the hash was made; a dearer hash keeps every check as dear. */
  needsRehash({ cost, pepperId }: PasswordHash): boolean {
    return cost !== this.#options.cost || pepperId !== this.#options.peppers[0].id;
  }

  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const { client, waitFor } = this.#client;
    return waitFor(() => this.#options.queue.run(client, task));
  }

  /** Cost c takes 2^c rounds; c + c + (c+1) + … + (the work's - 1) add up to the work's. */
  async #pad(storedCost: number, workCost: number): Promise<void> {
    for (let cost = storedCost; cost < workCost; cost += 1) {
      await this.#options.threads.compare('', dummyHash(cost));
    }
  }
}

function preHash(password: string, pepper: Buffer): string {
  return createHmac('sha384', pepper).update(password.normalize('NFC'), 'utf8').digest('base64');
}
