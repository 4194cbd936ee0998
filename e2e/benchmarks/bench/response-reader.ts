/** A response as it came over the wire; its head is the status line and the header lines. */
export type WireResponse = { status: number; head: string; body: string };

const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';

/**
 * Puts together one HTTP/1.1 response after the other from the bytes of a connection, without pipelining (RFC 9112
 * §6 and §7.1). It does what the benchmark needs and little else, because it takes time from the server beside it.
 */
export class ResponseReader {
  #bytes: Buffer | null = null;
  /** Where the body begins; 0 while the head is not whole. */
  #bodyAt = 0;
  #head = '';
  /** Where the response ends; null of a chunked body, whose next chunk begins at `#chunkAt`. */
  #endAt: number | null = null;
  #chunkAt = 0;

  /** @returns the response that ends with these bytes, or null while it is not whole */
  read(bytes: Buffer): WireResponse | null {
    this.#bytes = this.#bytes === null ? bytes : Buffer.concat([this.#bytes, bytes]);
    if (this.#bodyAt === 0 && !this.#readHead(this.#bytes)) return null;
    const body = this.#endAt === null ? this.#chunkedBody(this.#bytes) : this.#plainBody(this.#bytes, this.#endAt);
    if (body === null) return null;
    const response = { status: Number(this.#head.slice(9, 12)), head: this.#head, body };
    this.#bytes = null;
    this.#bodyAt = 0;
    return response;
  }

  #readHead(bytes: Buffer): boolean {
    const headEnd = bytes.indexOf(HEAD_END, 0, 'latin1');
    if (headEnd === -1) return false;
    this.#head = bytes.toString('latin1', 0, headEnd);
    this.#bodyAt = headEnd + HEAD_END.length;
    this.#chunkAt = this.#bodyAt;
    const isChunked = /\r\ntransfer-encoding: *chunked/i.test(this.#head);
    const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(this.#head) ?? [];
    this.#endAt = isChunked ? null : this.#bodyAt + Number(length);
    return true;
  }

  #plainBody(bytes: Buffer, endAt: number): string | null {
    return bytes.length < endAt ? null : bytes.toString('utf8', this.#bodyAt, endAt);
  }

  /** Without the sizes of its chunks only from a whole response: most are one chunk. */
  #chunkedBody(bytes: Buffer): string | null {
    for (;;) {
      const sizeEnd = bytes.indexOf(LINE_END, this.#chunkAt, 'latin1');
      if (sizeEnd === -1) return null;
      const size = Number.parseInt(bytes.toString('latin1', this.#chunkAt, sizeEnd), 16);
      const next = sizeEnd + 2 + size + 2;
      if (bytes.length < next) return null;
      if (size === 0) return this.#joinChunks(bytes);
      this.#chunkAt = next;
    }
  }

  #joinChunks(bytes: Buffer): string {
    const chunks: Buffer[] = [];
    for (let at = this.#bodyAt; at < this.#chunkAt; ) {
      const sizeEnd = bytes.indexOf(LINE_END, at, 'latin1');
      const size = Number.parseInt(bytes.toString('latin1', at, sizeEnd), 16);
      chunks.push(bytes.subarray(sizeEnd + 2, sizeEnd + 2 + size));
      at = sizeEnd + 2 + size + 2;
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}
