import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import bcrypt from 'bcrypt';
import { describe, expect, it } from 'vitest';
import { bcryptHash, pbkdf2Hash } from './hashingThreads.ts';

describe('hashing in threads of its own', () => {
  it('gives what bcrypt gives, and what an imported hash was made with', async () => {
    const salt = bcrypt.genSaltSync(4);
    expect(await bcryptHash('plum kettle', salt)).toBe(bcrypt.hashSync('plum kettle', salt));
    const known = await pbkdf2Hash('password', 'salt', 4096, 32);
    expect(known.toString('hex')).toBe('c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a');
  });

  it('reads files and looks up names at once, however many passwords wait to be hashed', async () => {
    let hashed = 0;
    const storm = Array.from({ length: 12 * availableParallelism() }, async () => {
      await bcryptHash('plum kettle', '$2b$10$abcdefghijklmnopqrstuu');
      hashed += 1;
    });
    // More than libuv has threads, so that they would all have to wait if hashing used one of them.
    await Promise.all(
      Array.from({ length: 16 }, () => [readFile(fileURLToPath(import.meta.url)), lookup('127.0.0.1')]).flat(),
    );
    expect(hashed).toBeLessThan(storm.length / 2);
    await Promise.all(storm);
  });

  it('says so where a piece of work cannot be done, and goes on with the next', async () => {
    await expect(bcryptHash('plum kettle', 'no salt at all')).rejects.toThrow(/salt/i);
    const salt = bcrypt.genSaltSync(4);
    expect(await bcryptHash('plum kettle', salt)).toBe(bcrypt.hashSync('plum kettle', salt));
  });
});
