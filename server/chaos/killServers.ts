import { setTimeout as sleep } from 'node:timers/promises';
import { startVictim, type Victim } from './victim.ts';

/** How servers are killed, and what they are asked meanwhile. */
export interface KillingOptions {
  readonly kills: number;
  /** Servers on one database; more than one on PostgreSQL alone. */
  readonly replicas: number;
  readonly jumpingClock: boolean;
  readonly environment: Record<string, string>;
  /** What one caller does at a server. Four callers do so again and again, with a short pause in between. */
  visit(url: string): Promise<void>;
  /** The killing goes on until then. */
  isEnough(): boolean;
  /** How many jobs are not delivered. */
  queued(): Promise<number>;
}

/** What became of the servers. */
export interface Killed {
  readonly kills: number;
  /** The exit statuses of the last servers, which were asked to end. */
  readonly exitStatuses: ReadonlyArray<number | null>;
}

const VISITORS = 4;
const LONGEST_PAUSE_MS = 100;

/** A server lives for half of this on average, counted from its first answer. */
const LONGEST_LIFE_MS = 3_000;

/** Within this time after the last kill the queue has to be empty. It includes leases of 10 s and waits after jumps. */
const DRAIN_WITHIN_MS = 240_000;

/**
 * Keeps servers under load, and kills them at random times with SIGKILL. Each is started again. At the end the last
 * servers empty the queue and end.
 */
export async function killServers(options: KillingOptions): Promise<Killed> {
  const { replicas, environment, jumpingClock } = options;
  const open = new Map<Victim, string>();
  const victims: Victim[] = [];
  let visiting = true;

  const start = (): Victim => {
    const victim = startVictim(environment, jumpingClock);
    void victim.ready.then(at => at && open.set(victim, at));
    return victim;
  };

  async function visitAgainAndAgain(): Promise<void> {
    while (visiting) {
      const urls = [...open.values()];
      const url = urls[Math.floor(Math.random() * urls.length)];
      if (url) await options.visit(url);
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
  }

  const visitors: Promise<void>[] = [];
  let kills = 0;
  try {
    for (let i = 0; i < replicas; i++) victims.push(start());
    for (let i = 0; i < VISITORS; i++) visitors.push(visitAgainAndAgain());

    while (kills < options.kills || !options.isEnough()) {
      const index = Math.floor(Math.random() * replicas);
      const victim = victims[index] as Victim;
      // Some are killed before they are ready, most within their first seconds.
      if (Math.random() > 0.1 && !(await victim.ready)) throw new Error('a server ended before it was killed');
      await sleep(Math.random() * LONGEST_LIFE_MS);
      await victim.kill();
      open.delete(victim);
      victims[index] = start();
      kills += 1;
    }

    visiting = false;
    await Promise.all(visitors);
    await Promise.all(victims.map(({ ready }) => ready));
    const giveUpAt = performance.now() + DRAIN_WITHIN_MS;
    while ((await options.queued()) > 0 && performance.now() < giveUpAt) await sleep(200);
    return { kills, exitStatuses: await Promise.all(victims.map(victim => victim.end())) };
  } finally {
    visiting = false;
    await Promise.all([...victims.map(victim => victim.kill()), ...visitors]);
  }
}
