import { setTimeout as sleep } from 'node:timers/promises';
import { MAIL_JOB_KINDS } from '../src/mail/kinds.ts';
import { queueStatus } from '../src/queue/jobs.ts';
import { startSmtpSink } from '../src/testing/smtpSink.ts';
import { withChaosDatabase } from './chaosDatabase.ts';
import { judge, type Verdict } from './judge.ts';
import { type Killed, killServers } from './killServers.ts';
import { ask, disable, invent, type Person } from './people.ts';

/** The extent of a run. */
export interface ChaosOptions {
  kills: number;
  /** The run goes on until so many requests have had their mail queued. */
  mails: number;
  /** Servers on one database; more than one on PostgreSQL alone. */
  replicas: number;
  jumpingClock: boolean;
}

/** The result, with the duration in seconds. */
export type ChaosResult = Verdict & Killed & { seconds: number };

/** One in so many accounts is disabled shortly after its mail was queued. */
const ONE_DISABLED_IN = 10;

/**
 * Kills servers that are asked for mails, each under a new name, while accounts are being disabled. What was queued is
 * then compared with what a real SMTP server received.
 */
export function runChaos({ kills, mails, replicas, jumpingClock }: ChaosOptions): Promise<ChaosResult> {
  return withChaosDatabase(async (database, common) => {
    const started = performance.now();
    const sink = await startSmtpSink();
    const environment = {
      ...common,
      EMAIL_HOST: '127.0.0.1',
      EMAIL_PORT: String(sink.port),
      EMAIL_USE_TLS: 'false',
      EMAIL_FROM: 'Rekey <no-reply@rekey.example>',
    };
    const people: Person[] = [];
    let strangers: Person[] = [];
    const disablings = new Set<Promise<void>>();

    async function visit(url: string): Promise<void> {
      if (strangers.length === 0) strangers = await invent(database, 100);
      const person = strangers.pop();
      if (!person) return;
      people.push(person);
      await ask(url, person);
      if (person.disabledAt === undefined && Math.random() * ONE_DISABLED_IN < 1) disableSoon(person);
    }

    function disableSoon(person: Person): void {
      const disabling = sleep(Math.random() * 300).then(() => disable(database, person));
      disablings.add(disabling);
      void disabling.finally(() => disablings.delete(disabling));
    }

    try {
      const killed = await killServers({
        kills,
        replicas,
        jumpingClock,
        environment,
        visit,
        isEnough: () => people.filter(({ queued }) => queued).length >= mails,
        async queued() {
          await Promise.all(disablings);
          return (await queueStatus(database.em.fork(), MAIL_JOB_KINDS, new Date())).queued;
        },
      });
      const seconds = Math.round((performance.now() - started) / 1000);
      return { ...judge(people, sink.mails), ...killed, seconds };
    } finally {
      await Promise.all(disablings);
      await sink.close();
    }
  });
}
