import { Writable } from 'node:stream';

/** A log that keeps its lines for a test to look at. */
export function keptLog(): { readonly lines: string[]; readonly log: Writable } {
  const lines: string[] = [];
  const log = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, log };
}
