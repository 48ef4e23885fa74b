import type { SqlEntityManager } from '@mikro-orm/sql';
import { boundStatement } from '../sql/boundStatement.ts';

/** Failed sign-ins of one account. */
export interface FailedSignIns {
  readonly count: number;
  /** The time of the earliest, or before. */
  readonly since: Date;
}

const DAY_MS = 24 * 3_600_000;

/**
 * The failed sign-ins of an account in the day before the given time, at least one. Failures of one client and UTC day
 * are one row.
 */
export async function failedSignInsOf(em: SqlEntityManager, accountId: string, until: Date): Promise<FailedSignIns> {
  const [row] = await boundStatement<{
    readonly count: number | string | null;
    readonly oldest: number | string | Date | null;
  }>(
    em,
    `select sum(count) as count, min(at) as oldest from security_event
     where account_id = ? and kind = 'LOGIN_FAILED' and at > ? and at <= ?`,
    [accountId, new Date(until.getTime() - DAY_MS), until],
  );
  const oldestMs = new Date(row?.oldest ?? until).getTime();
  return { count: Math.max(1, Number(row?.count ?? 0)), since: new Date(oldestMs - (oldestMs % DAY_MS)) };
}
