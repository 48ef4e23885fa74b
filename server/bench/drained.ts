import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateUp } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/openDatabase.ts';
import { createWorker, type WorkerOptions } from '../src/queue/worker.ts';
import type { Database } from '../src/sql/database.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** How many jobs a second a worker delivers that finds them waiting in a new SQLite database. */
export async function drainedPerSecond(
  jobs: number,
  enqueueAll: (database: Database) => Promise<void>,
  deliveryOver: (database: Database) => WorkerOptions['delivery'],
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-bench-'));
  const database = await openDatabase({ kind: 'sqlite', file: join(folder, 'jobs.sqlite') });
  try {
    await migrateUp(database);
    await enqueueAll(database);
    const all = Promise.withResolvers<void>();
    let completed = 0;
    const worker = createWorker({
      orm: database,
      delivery: deliveryOver(database),
      log: SILENT,
      observe(event) {
        if (event.kind === 'completed') completed += 1;
        if (completed === jobs) all.resolve();
      },
    });
    const started = performance.now();
    worker.start();
    await all.promise;
    const seconds = (performance.now() - started) / 1_000;
    await worker.stop(1_000);
    return jobs / seconds;
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
}
