import { expect, test } from 'playwright/test';
import { ResponseReader } from './response-reader';

const PLAIN = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"a":1}';
const CHUNKED = 'HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n';

/** What a reader makes of a text that comes in pieces of so many bytes. */
function readInPieces(text: string, pieceBytes: number) {
  const reader = new ResponseReader();
  const bytes = Buffer.from(text);
  const responses = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    responses.push(reader.read(bytes.subarray(at, at + pieceBytes)));
  }
  return responses.filter((response) => response !== null);
}

for (const pieceBytes of [1, 7, 1000]) {
  test(`a response in pieces of ${pieceBytes} bytes is put together`, () => {
    expect(readInPieces(PLAIN, pieceBytes)).toEqual([
      { status: 200, head: 'HTTP/1.1 200 OK\r\nContent-Length: 7', body: '{"a":1}' },
    ]);
    const [chunked] = readInPieces(CHUNKED, pieceBytes);
    expect(chunked).toMatchObject({ status: 503, body: 'abc0123456789' });
  });
}

test('a connection has one response after the other', () => {
  const reader = new ResponseReader();
  expect(reader.read(Buffer.from(CHUNKED))?.status).toBe(503);
  expect(reader.read(Buffer.from(PLAIN))?.body).toBe('{"a":1}');
  expect(reader.read(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'))).toMatchObject({ status: 204, body: '' });
});
