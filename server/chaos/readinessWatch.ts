import { setTimeout as sleep } from 'node:timers/promises';

/** One answer of /readyz. Times are of `performance.now()`. */
export interface ReadinessAnswer {
  readonly server: number;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly ready: boolean;
  /** What it says about the database. */
  readonly says: string;
}

/** Asks every server whether it is ready, again and again. */
export interface ReadinessWatch {
  readonly answers: readonly ReadinessAnswer[];
  stop(): Promise<void>;
}

/** When the database was away: killed, and taking writes again. */
export interface Absence {
  /** The kill itself takes a moment. */
  readonly killBegunAt: number;
  readonly killedAt: number;
  readonly promotedAt: number;
}

/** A balancer that asks this often is a busy one. */
const EVERY_MS = 250;
/** A good answer is kept for a quarter of a second (server/src/database/databaseChecks.ts). */
const MAY_BE_OLD_MS = 500;

/** Begins to watch the servers at these addresses. */
export function watchReadiness(urls: readonly string[]): ReadinessWatch {
  const answers: ReadinessAnswer[] = [];
  let watching = true;
  const watches = urls.map(async (url, server) => {
    while (watching) {
      const askedAt = performance.now();
      const { ready, says } = await ask(url);
      answers.push({ server, askedAt, answeredAt: performance.now(), ready, says });
      await sleep(EVERY_MS);
    }
  });
  return {
    answers,
    async stop() {
      watching = false;
      await Promise.all(watches);
    },
  };
}

async function ask(url: string): Promise<{ ready: boolean; says: string }> {
  try {
    const answer = await fetch(`${url}/readyz`);
    const { checks } = (await answer.json()) as { checks: { database: string } };
    return { ready: answer.status === 200, says: checks.database };
  } catch (error) {
    return { ready: false, says: String(error) };
  }
}

/**
 * The answers that were not true: ready while the database was away, or not ready while it was there, which a server
 * has to notice within this time of the promotion.
 */
export function untrueAnswers(
  answers: readonly ReadinessAnswer[],
  absences: readonly Absence[],
  noticedWithinMs: number,
): readonly ReadinessAnswer[] {
  const isUntrue = ({ askedAt, answeredAt, ready }: ReadinessAnswer) => {
    const isAway = absences.some(
      ({ killedAt, promotedAt }) => askedAt > killedAt + MAY_BE_OLD_MS && answeredAt < promotedAt,
    );
    const isThere = absences.every(
      ({ killBegunAt, promotedAt }) => answeredAt < killBegunAt || askedAt > promotedAt + noticedWithinMs,
    );
    return ready ? isAway : isThere;
  };
  return answers.filter(isUntrue);
}
