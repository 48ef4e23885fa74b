import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrateUp } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/openDatabase.ts';
import { MAIL_JOB_KINDS } from '../src/mail/kinds.ts';
import { queueStatus } from '../src/queue/jobs.ts';
import { startSmtpSink } from '../src/testing/smtpSink.ts';
import { createTestDatabase, onPostgresql } from '../src/testing/testDatabase.ts';
import { judge, type Verdict } from './judge.ts';
import { ask, disable, invent, type Person } from './people.ts';
import { startVictim, type Victim } from './victim.ts';

/** The extent of a run. */
export interface ChaosOptions {
  kills: number;
  /** The run goes on until so many requests have had their mail queued. */
  mails: number;
  /** Servers on one database; more than one on PostgreSQL alone. */
  replicas: number;
  jumpingClock: boolean;
}

/** The result, with the duration in seconds and the exit statuses of the last servers. */
export type ChaosResult = Verdict & { kills: number; seconds: number; exitStatuses: (number | null)[] };

/** The people who ask at the same time, each again and again under a new name, and how long each waits in between. */
const VISITORS = 4;
const LONGEST_PAUSE_MS = 100;

/** A server lives for half of this on average, counted from its first answer. */
const LONGEST_LIFE_MS = 3_000;

/** One in so many accounts is disabled shortly after its mail was queued. */
const ONE_DISABLED_IN = 10;

/** Within this time after the last kill the queue has to be empty. It includes leases of 10 s and waits after jumps. */
const DRAIN_WITHIN_MS = 240_000;

/**
 * Keeps servers under load while accounts are being disabled, and kills them at random times with SIGKILL. Each is
 * started again. At the end the last servers finish, and what was queued is compared with what a real SMTP server
 * received.
 */
export async function runChaos({ kills, mails, replicas, jumpingClock }: ChaosOptions): Promise<ChaosResult> {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'rekey-chaos-'));
  const { url, drop } = await createTestDatabase(folder);
  const location = onPostgresql
    ? ({ kind: 'postgresql', url } as const)
    : ({ kind: 'sqlite', file: join(folder, 'test.sqlite') } as const);
  const database = await openDatabase(location);
  await migrateUp(database);
  const sink = await startSmtpSink();
  const environment = {
    PORT: '0',
    DATABASE_URL: url,
    SECRET_KEY: 'a key for chaos that is long enough to be taken',
    RATE_LIMITS: 'off',
    BCRYPT_COST: '4',
    LOG_LEVEL: 'silent',
    PLAYGROUND: 'off',
    EMAIL_HOST: '127.0.0.1',
    EMAIL_PORT: String(sink.port),
    EMAIL_USE_TLS: 'false',
    EMAIL_FROM: 'Rekey <no-reply@rekey.example>',
  };

  const people: Person[] = [];
  const open = new Map<Victim, string>();
  const victims: Victim[] = [];
  let visiting = true;

  const start = (): Victim => {
    const victim = startVictim(environment, jumpingClock);
    void victim.ready.then(at => at && open.set(victim, at));
    return victim;
  };
  const oneOf = <T>(all: T[]): T | undefined => all[Math.floor(Math.random() * all.length)];

  async function visit(): Promise<void> {
    let strangers: Person[] = [];
    while (visiting) {
      if (strangers.length === 0) strangers = await invent(database, 100);
      const at = oneOf([...open.values()]);
      const person = at && strangers.pop();
      if (at && person) {
        people.push(person);
        await ask(at, person);
        if (person.disabledAt === undefined && Math.random() * ONE_DISABLED_IN < 1) void disableSoon(person);
      }
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
  }

  const disablings = new Set<Promise<void>>();
  function disableSoon(person: Person): void {
    const disabling = sleep(Math.random() * 300).then(() => disable(database, person));
    disablings.add(disabling);
    void disabling.finally(() => disablings.delete(disabling));
  }

  const visitors: Promise<void>[] = [];
  let killed = 0;
  let exitStatuses: (number | null)[] = [];
  try {
    for (let i = 0; i < replicas; i++) victims.push(start());
    for (let i = 0; i < VISITORS; i++) visitors.push(visit());

    while (killed < kills || people.filter(({ queued }) => queued).length < mails) {
      const index = Math.floor(Math.random() * replicas);
      const victim = victims[index] as Victim;
      // Some are killed before they are ready, most within their first seconds.
      if (Math.random() > 0.1 && !(await victim.ready)) throw new Error('a server ended before it was killed');
      await sleep(Math.random() * LONGEST_LIFE_MS);
      await victim.kill();
      open.delete(victim);
      victims[index] = start();
      killed += 1;
    }

    visiting = false;
    await Promise.all([...visitors, ...disablings]);
    await Promise.all(victims.map(({ ready }) => ready));
    const giveUpAt = performance.now() + DRAIN_WITHIN_MS;
    const queued = async () => (await queueStatus(database.em.fork(), MAIL_JOB_KINDS, new Date())).queued;
    while ((await queued()) > 0 && performance.now() < giveUpAt) await sleep(200);
    exitStatuses = await Promise.all(victims.map(victim => victim.end()));
  } finally {
    visiting = false;
    await Promise.all([...victims.map(victim => victim.kill()), ...visitors, ...disablings]);
    await sink.close();
    await database.close();
    await drop();
    await rm(folder, { recursive: true, force: true });
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  return { ...judge(people, sink.mails), kills: killed, seconds, exitStatuses };
}
