import type { Database } from '../sql/database.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { TAKES_NO_WRITES } from '../sql/postgresqlPool.ts';

/**
 * What a driver's own objects look like from here: a statement of SQLite knows its text, PostgreSQL's client is given
 * it.
 */
interface Statement {
  readonly source: string;
}
type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * The texts of all statements that a database is sent during some work. They are recorded at the driver, below every
 * layer that may send some.
 */
export async function statementsSent(database: Database, work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const client: unknown = await database.em.getConnection().getNativeClient();
  const unwatch = isPostgresql(database.em)
    ? watch((client as { Client: { prototype: object } }).Client.prototype, ['query'], (_self, [query]) =>
        sent.push(typeof query === 'string' ? query : (query as { text: string }).text),
      )
    : watch(
        Object.getPrototypeOf((client as { prepare(text: string): object }).prepare('select 1')),
        ['all', 'run', 'get', 'iterate'],
        self => sent.push((self as Statement).source),
      );
  try {
    await work();
  } finally {
    unwatch();
  }
  // The heartbeat of a connection, once in a while regardless of what is done.
  return sent.filter(text => !text.includes(TAKES_NO_WRITES));
}

function watch(
  prototype: object,
  names: readonly string[],
  seen: (self: unknown, args: unknown[]) => void,
): () => void {
  const methods = prototype as Record<string, Method>;
  const originals = names.map(name => [name, methods[name] as Method] as const);
  for (const [name, original] of originals) {
    methods[name] = function (...args) {
      seen(this, args);
      return original.apply(this, args);
    };
  }
  return () => {
    for (const [name, original] of originals) methods[name] = original;
  };
}
