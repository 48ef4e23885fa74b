import type { EntityClass } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { CompiledQuery } from 'kysely';
import { isPostgresql } from './isPostgresql.ts';

/** A value that a statement may be given. */
export type BoundValue = string | number | boolean | Date | null;

/**
 * Runs a statement with bound values (`?` for each), in the transaction of the entity manager if there is one. Returns
 * the rows of the driver: SQLite has times as milliseconds and booleans as 0 and 1.
 *
 * For the statements of the busiest paths. The ORM writes values into the text, which is then parsed each time. A
 * constant text is parsed once (figures in docs/decisions/0012-speed.md).
 */
export async function boundStatement<Row = Record<string, unknown>>(
  em: SqlEntityManager,
  text: string,
  values: readonly BoundValue[],
): Promise<Row[]> {
  const statement = isPostgresql(em)
    ? CompiledQuery.raw(numbered(text), [...values])
    : CompiledQuery.raw(text, values.map(asSqlite));
  const { rows } = await em.getKysely().executeQuery<Row>(statement);
  return rows;
}

/** PostgreSQL numbers its placeholders. */
function numbered(text: string): string {
  let n = 0;
  return text.replace(/\?/g, () => `$${++n}`);
}

/** As the ORM stores times and booleans in SQLite. */
function asSqlite(value: BoundValue): string | number | null {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'boolean' ? Number(value) : value;
}

/**
 * Maps a row to the names and types of the entity. It is for reading: without an identity map the mapping costs little.
 */
export function plainEntity<Entity extends object>(
  em: SqlEntityManager,
  entity: EntityClass<Entity>,
  row: object,
): Entity {
  return em.getDriver().mapResult(row as never, em.getMetadata(entity)) as unknown as Entity;
}
