import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlDriver, SqlEntityManager } from '@mikro-orm/sql';

/** The ORM over either kind of database, SQLite or PostgreSQL. */
export type Database = MikroORM<AbstractSqlDriver, SqlEntityManager>;

/** Where the database is. */
export type DatabaseLocation =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgresql'; readonly url: string };
