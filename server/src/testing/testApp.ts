import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { readConfig } from '../config/config.ts';
import { type Clock, clockAhead, createClockOffset } from '../domain/clock.ts';
import { type App, startApp, type Threads } from '../start/app.ts';
import { type SmtpSink, startSmtpSink } from './smtpSink.ts';
import { createMigratedDatabase } from './testDatabase.ts';

/** A product of its own for a test: real HTTP, real database, real SMTP, on free ports, gone afterwards. */
export interface TestApp {
  readonly app: App;
  /** Where it listens, with the path of PUBLIC_URL. */
  readonly url: string;
  readonly sink: SmtpSink;
  /** The time that the product reads; a test moves it, and never the machine's. */
  readonly clock: { advance(seconds: number): void };
  /** The time that the product reads. */
  readonly now: Clock;
  close(): Promise<void>;
}

/**
 * What every test's product starts from: cheap hashing, a fixed key, no limits, no notes that a test has not asked for,
 * nothing on standard output.
 */
export const TEST_ENVIRONMENT = {
  PORT: '0',
  SECRET_KEY: 'a key for tests that is long enough to be taken',
  BCRYPT_COST: '4',
  RATE_LIMITS: 'off',
  NOTIFY_NEW_DEVICE: 'off',
  LOG_LEVEL: 'silent',
  PLAYGROUND: 'off',
  EMAIL_HOST: '127.0.0.1',
  EMAIL_USE_TLS: 'false',
  EMAIL_FROM: 'Rekey <no-reply@rekey.example>',
};

/**
 * The threads as set-up builds them; `npm test` uses these. From sources, the mail thread loads hundreds of modules for
 * each product. The hashing thread loads a megabyte of words.
 */
const BUILT_THREADS: Threads = {
  mail: new URL('../../dist/mailThread.js', import.meta.url),
  hashing: new URL('../../dist/hashingThread.js', import.meta.url),
};

/** Starts a product with the given variables over those of {@link TEST_ENVIRONMENT}. */
export async function startTestApp(environment: Record<string, string> = {}, logTo?: Writable): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-test-'));
  const database = await createMigratedDatabase(folder);
  const sink = await startSmtpSink();
  const clockOffset = createClockOffset();
  const config = readConfig({
    ...TEST_ENVIRONMENT,
    DATABASE_URL: database.url,
    EMAIL_PORT: String(sink.port),
    ...environment,
  });
  const app = await startApp(config, clockOffset, logTo, process.env.TEST_BUILT ? BUILT_THREADS : undefined);
  const address = app.http.server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    app,
    url: `http://127.0.0.1:${port}${config.basePath}`,
    sink,
    clock: {
      advance(seconds) {
        clockOffset[0] = (clockOffset[0] ?? 0) + seconds * 1000;
      },
    },
    now: clockAhead(clockOffset),
    async close() {
      await app.close();
      await sink.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
