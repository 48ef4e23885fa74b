import type { SqlEntityManager } from '@mikro-orm/sql';
import { boundStatement } from '../sql/boundStatement.ts';

/** Failed sign-ins of one account. */
export interface FailedSignIns {
  readonly count: number;
  /** The first of them. */
  readonly since: Date;
}

const DAY_MS = 24 * 3_600_000;

/** Strangers make these rows, so no more are read. */
const MOST_COUNTED = 1_000;

/** The failed sign-ins of an account in the day before the given time, at least one. */
export async function failedSignInsOf(em: SqlEntityManager, accountId: string, until: Date): Promise<FailedSignIns> {
  const rows = await boundStatement<{ readonly at: number | string | Date }>(
    em,
    `select at from security_event where account_id = ? and kind = 'LOGIN_FAILED' and at > ? order by id desc limit ${MOST_COUNTED}`,
    [accountId, new Date(until.getTime() - DAY_MS)],
  );
  const times = rows.map(({ at }) => new Date(at)).filter(at => at <= until);
  return { count: Math.max(1, times.length), since: times.at(-1) ?? until };
}
