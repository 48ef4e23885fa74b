import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../testing/testApp.ts';

const QUERY = '{"query":"{ __typename }"}';
const CHUNK = `${QUERY.length.toString(16)}\r\n${QUERY}\r\n0\r\n\r\n`;
/** The request that a smuggler hides in the body of another one. */
const SMUGGLED = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';

describe('a message that can be read in two ways', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  /**
   * Sends these bytes over a connection of its own, and gives the status of each answer that came back before it was
   * closed.
   */
  async function statusesOf(headers: readonly string[], body: string): Promise<string[]> {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    let answers = '';
    socket.on('data', chunk => {
      answers += chunk;
    });
    const head = [
      'POST /graphql HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      'Connection: close',
      ...headers,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    await once(socket, 'close');
    return [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status = '']) => status);
  }

  it('is none where it has one length', async () => {
    expect(await statusesOf([`Content-Length: ${QUERY.length}`], QUERY)).toEqual(['200']);
    expect(await statusesOf(['Transfer-Encoding: chunked'], CHUNK)).toEqual(['200']);
  });

  it.each<[string, string[], string]>([
    ['two hosts', ['Host: y', `Content-Length: ${QUERY.length}`], QUERY],
    ['one host twice', ['host: x', `Content-Length: ${QUERY.length}`], QUERY],
    ['a length and chunks', [`Content-Length: ${CHUNK.length}`, 'Transfer-Encoding: chunked'], CHUNK],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${SMUGGLED}`],
    ['two lengths', [`Content-Length: ${QUERY.length}`, 'Content-Length: 0'], QUERY + SMUGGLED],
    ['two lengths in one', [`Content-Length: ${QUERY.length}, 0`], QUERY + SMUGGLED],
    ['a length with a sign', [`Content-Length: +${QUERY.length}`], QUERY],
    ['chunks under another name', ['Transfer-Encoding: xchunked', 'Content-Length: 5'], `0\r\n\r\n${SMUGGLED}`],
    ['chunks twice', ['Transfer-Encoding: chunked, chunked'], CHUNK + SMUGGLED],
    ['a space before the colon', ['Transfer-Encoding : chunked', 'Content-Length: 5'], `0\r\n\r\n${SMUGGLED}`],
    ['a header folded over two lines', ['Transfer-Encoding:\r\n chunked', 'Content-Length: 5'], `0\r\n\r\n${SMUGGLED}`],
    ['lines that end in LF alone', ['X: y\nTransfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${SMUGGLED}`],
    ['chunks of a length that is no number', ['Transfer-Encoding: chunked'], `0x1a\r\n${QUERY}\r\n0\r\n\r\n`],
  ])('is refused, and nothing after it is read: %s', async (_how, headers, body) => {
    expect(await statusesOf(headers, body)).toEqual(['400']);
  });
});
