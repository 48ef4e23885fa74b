/**
 * SQLSTATE classes and codes of a PostgreSQL that cannot answer now: connection exceptions (08), resources exhausted (53), shutting down or
 * starting (57P), a statement or an idle transaction that took too long (57014, 25P03), a standby that takes no writes (25006), no such
 * database or role any more (3D000, 28).
 */
const POSTGRESQL = /^(08...|53...|57P..|57014|25P03|25006|3D000|28...|55P03)$/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
/** Locked, full, read-only, unreachable or failing: causes outside of this program, some of them temporary. */
const SQLITE = /^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN)/;
/** What the driver says without a code: its pool is exhausted, or a connection ended under a query. */
const DRIVER = /timeout exceeded when trying to connect|Connection terminated|not queryable|database fell silent/;

/** Whether an error means that the database is unavailable, so that the same request may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, cause } = error as Error & { code?: unknown };
  if (typeof code === 'string' && [POSTGRESQL, NETWORK, SQLITE].some(pattern => pattern.test(code))) return true;
  return DRIVER.test(error.message) || (cause !== undefined && isDatabaseAway(cause));
}
