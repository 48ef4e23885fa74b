import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp } from '../src/testing/testApp.ts';
import { newClient } from '../src/testing/testClient.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing/testDatabase.ts';

const script = fileURLToPath(new URL('seed.ts', import.meta.url));

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-seed-'));
  database = await createTestDatabase(folder);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

/** Runs the command and returns its exit status and everything that it has written. */
function seed(environment: Record<string, string> = {}): Promise<{ status: number; output: string }> {
  const env = { PATH: process.env.PATH ?? '', BCRYPT_COST: '4', DATABASE_URL: database.url, ...environment };
  return new Promise(resolve => {
    execFile(process.execPath, [script], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

describe('npm run seed', () => {
  it('fills a database while a server runs on it, and says who can sign in by which password', async () => {
    const product = await startTestApp({ DATABASE_URL: database.url });
    try {
      const { status, output } = await seed();
      expect(output).toMatch(/^added +ada@example\.com$/m);
      expect(status).toBe(0);
      const password = /The password of all but hedy@example\.com: (.+)$/m.exec(output)?.[1] ?? '';
      const client = newClient(product);
      expect((await client.login('ada@example.com', password)).__typename).toBe('LoggedIn');
      const { data } = await client.send('{ me { sessions { id } securityEvents(first: 50) { kind } } }');
      expect(data.me.sessions).toHaveLength(4);
      expect(new Set(data.me.securityEvents.map((event: { kind: string }) => event.kind)).size).toBeGreaterThan(7);
      for (const [email, outcome] of [
        ['grace@example.com', 'LoggedIn'],
        ['alan@example.com', 'InvalidCredentials'],
        ['hedy@example.com', 'InvalidCredentials'],
      ] as const) {
        expect((await newClient(product).login(email, password)).__typename, email).toBe(outcome);
      }
    } finally {
      await product.close();
    }
  });

  it('says who is there already when it runs again, and leaves them alone', async () => {
    const { status, output } = await seed();
    expect(status).toBe(0);
    expect(output).toMatch(/^present +ada@example\.com$/m);
    expect(output).not.toMatch(/^added/m);
  });

  it('refuses production, and databases on other machines', async () => {
    const production = await seed({ NODE_ENV: 'production' });
    expect(production).toMatchObject({ status: 1, output: expect.stringContaining('NODE_ENV is production') });
    const elsewhere = await seed({ DATABASE_URL: 'postgresql://rekey@db.example.com/rekey' });
    expect(elsewhere).toMatchObject({ status: 1, output: expect.stringContaining('only one on this machine') });
    expect(elsewhere.output).not.toMatch(/^\s+at /m);
  });
});
