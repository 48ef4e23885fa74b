import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UnreadableFile } from './unreadableFile.ts';

/** The text of a file, in pieces, and what it was encoded in. */
export interface FileText {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  readonly pieces: AsyncIterable<string>;
}

/** Enough to tell gzip and UTF-16 from UTF-8. */
const SIGNATURE_BYTES = 4;

/**
 * Reads a file as text: UTF-8, UTF-16 with or without a byte order mark, either of them within gzip. What is no text gives
 * replacement characters. Reading the pieces throws UnreadableFile where gzip is broken.
 */
export async function readText(input: AsyncIterable<Uint8Array | string>): Promise<FileText> {
  const packed = await startOf(input);
  const isGzip = packed.start[0] === 0x1f && packed.start[1] === 0x8b;
  const { start, bytes } = isGzip ? await startOf(unpacked(packed.bytes)) : packed;
  const encoding = encodingOf(start);
  return { encoding, pieces: decoded(bytes, encoding) };
}

async function startOf(input: AsyncIterable<Uint8Array | string>) {
  const iterator = input[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  let ended = false;
  while (start.length < SIGNATURE_BYTES && !ended) {
    const { value, done } = await iterator.next();
    if (done) ended = true;
    else start = Buffer.concat([start, Buffer.from(value)]);
  }
  async function* bytes(): AsyncGenerator<Uint8Array | string> {
    yield start;
    while (!ended) {
      const { value, done } = await iterator.next();
      if (done) ended = true;
      else yield value;
    }
  }
  return { start, bytes: bytes() };
}

async function* unpacked(packed: AsyncIterable<Uint8Array | string>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // Its failure is that of the iteration below.
  pipeline(Readable.from(packed), gunzip).catch(() => {});
  try {
    yield* gunzip;
  } catch {
    throw new UnreadableFile('The file is gzip, and damaged or cut off.');
  }
}

function encodingOf([first, second]: Uint8Array): FileText['encoding'] {
  const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined);
  return little ? 'utf-16le' : big ? 'utf-16be' : 'utf-8';
}

async function* decoded(bytes: AsyncIterable<Uint8Array | string>, encoding: string): AsyncGenerator<string> {
  // Drops a byte order mark.
  const decoder = new TextDecoder(encoding);
  for await (const piece of bytes) {
    yield decoder.decode(typeof piece === 'string' ? Buffer.from(piece) : piece, { stream: true });
  }
  yield decoder.decode();
}
