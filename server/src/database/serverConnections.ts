import type { Database } from '../sql/database.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { HOLDERS_OF_SERVER_LOCK } from '../sql/notificationChannel.ts';

/**
 * How many servers run on the tables of this PostgreSQL database. 0 on SQLite, where the claim on the file shows a
 * running server.
 */
export async function serverConnections(database: Database): Promise<number> {
  if (!isPostgresql(database.em)) return 0;
  const rows = await database.em.fork().execute<{ count: string }[]>(HOLDERS_OF_SERVER_LOCK);
  return Number(rows[0]?.count ?? 0);
}
