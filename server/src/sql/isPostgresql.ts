import type { SqlEntityManager } from '@mikro-orm/sql';

/**
 * Whether the statements of this entity manager go to PostgreSQL, which alone locks rows; SQLite has one writer at a
 * time.
 */
export function isPostgresql(em: SqlEntityManager): boolean {
  return em.getPlatform().constructor.name.startsWith('Postgre');
}
