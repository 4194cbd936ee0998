import { randomInt } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { ResponseReader, type WireResponse } from './response-reader';

type Waiting = { resolve(response: WireResponse): void; reject(error: Error): void };

const TIMEOUT_MS = 90_000;

/**
 * A connection that is kept open over many requests, one at a time. It is a bare socket: an HTTP client takes as much
 * processor time as the servers that are measured. It connects again where the server has closed the connection.
 */
export class Connection {
  readonly #port: number;
  readonly #localAddress: string | undefined;
  readonly #reader = new ResponseReader();
  #socket: Socket | null = null;
  #waiting: Waiting | null = null;

  /** @param port of a server on this machine */
  constructor(port: number) {
    this.#port = port;
    this.#localAddress = nextLoopbackAddress();
  }

  /**
   * Sends a request and waits for its response.
   * @throws Error where the connection fails or ends before the response
   */
  exchange(request: Buffer): Promise<WireResponse> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket ??= this.#connect();
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connect(): Socket {
    const source = this.#localAddress === undefined ? {} : { localAddress: this.#localAddress };
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true, ...source });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`No response within ${TIMEOUT_MS} ms`)));
    socket.on('data', (bytes) => this.#received(bytes));
    socket.on('error', (error) => this.#end(socket, error));
    socket.on('close', () => this.#end(socket, new Error('The connection ended before the response')));
    return socket;
  }

  #received(bytes: Buffer): void {
    const response = this.#reader.read(bytes);
    if (response === null) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (/\r\nconnection: *close/i.test(response.head)) this.#forget();
    waiting?.resolve(response);
  }

  #end(socket: Socket, error: Error): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(error);
  }

  #forget(): void {
    this.#socket?.end();
    this.#socket = null;
  }
}

let addressesTaken = randomInt(256 * 254);

/** 127.x.y.z, so that each connection is a client of its own for rate limits. Other systems than Linux have 127.0.0.1 only. */
function nextLoopbackAddress(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  addressesTaken = (addressesTaken + 1) % (256 * 254 * 100);
  const [high, middle, low] = [addressesTaken / (256 * 254), (addressesTaken / 254) % 256, addressesTaken % 254];
  return `127.${100 + Math.floor(high)}.${Math.floor(middle)}.${1 + low}`;
}
