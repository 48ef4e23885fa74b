import type { Database } from '../sql/database.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { FAIL_FAST } from '../sql/postgresqlPool.ts';

/**
 * How many connections servers hold on this PostgreSQL database. 0 on SQLite, where the claim on the file shows a
 * running server.
 */
export async function serverConnections(database: Database): Promise<number> {
  if (!isPostgresql(database.em)) return 0;
  const rows = await database.em
    .fork()
    .execute<{ count: string }[]>(
      'select count(*) as count from pg_stat_activity where datname = current_database() and application_name = ?',
      [FAIL_FAST.application_name],
    );
  return Number(rows[0]?.count ?? 0);
}
