/**
 * SQLSTATE classes and codes of an unavailable PostgreSQL: connection exceptions (08), insufficient resources (53),
 * shutdown or start (57P). Also a transaction that the server gave up for another one (40), timeouts of statements and
 * idle transactions (57014, 25P03), a read-only standby (25006), and a missing database or role (3D000, 28).
 */
const POSTGRESQL = /^(08...|40...|53...|57P..|57014|25P03|25006|3D000|28...|55P03)$/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
/** A certificate that has run out or is another one, or a server without TLS: of another server, after a failover. */
const TLS = /^(EPROTO|ERR_SSL_.*|ERR_TLS_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;
/** Locked, full, read-only, unreachable or failing: causes outside of this program, some of them temporary. */
const SQLITE = /^SQLITE_(BUSY|LOCKED|PROTOCOL|FULL|READONLY|IOERR|CANTOPEN)/;
/** What the driver says without a code: its pool is exhausted, or a connection ended under a query. */
const DRIVER =
  /timeout exceeded when trying to connect|Connection terminated|not queryable|an SSL connection|SSL connections/;

/** Whether an error means that the database is unavailable, so that the same request may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, cause } = error as Error & { code?: unknown };
  if (typeof code === 'string' && [POSTGRESQL, NETWORK, TLS, SQLITE].some(pattern => pattern.test(code))) return true;
  return DRIVER.test(error.message) || (cause !== undefined && isDatabaseAway(cause));
}
