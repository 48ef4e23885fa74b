import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Config } from '../../config/config.ts';
import { parseDatabaseUrl } from '../../config/databaseUrl.ts';
import type { Database } from '../../sql/database.ts';
import { isOnThisMachine, isSocket, type PostgresqlSettings } from '../../sql/postgresqlSettings.ts';
import type { Finding } from './finding.ts';

const CHECK = 'Encryption';
const ADVICE = 'set sslmode=verify-full in DATABASE_URL, and sslrootcert to the authority of the server';

/** A connection of the driver. */
interface Client {
  readonly connection: { readonly stream: Socket };
  query(text: string): Promise<{ readonly rows: ReadonlyArray<{ readonly ssl: boolean; readonly version: string }> }>;
  release(): void;
}

/** Says whether the line to PostgreSQL is encrypted, and the server checked. Nothing on SQLite. */
export async function checkEncryption(database: Database, { database: location }: Config): Promise<Finding[]> {
  const parsed = location.kind === 'postgresql' ? parseDatabaseUrl(location.url) : undefined;
  if (parsed === undefined || !('settings' in parsed)) return [];
  const pool = (await database.em.getConnection().getNativeClient()) as unknown as { connect(): Promise<Client> };
  const client = await pool.connect();
  try {
    const { rows } = await client.query('select ssl, version from pg_stat_ssl where pid = pg_backend_pid()');
    const { stream } = client.connection;
    const ours = stream instanceof TLSSocket ? (stream.getProtocol() ?? 'TLS') : undefined;
    const theirs = rows[0]?.ssl === true ? rows[0].version : undefined;
    return [{ check: CHECK, ...judge(parsed.settings, ours, theirs) }];
  } finally {
    client.release();
  }
}

/** `ours` is the protocol that this end sees, `theirs` that of the server. They differ where a pooler is in between. */
function judge(
  settings: PostgresqlSettings,
  ours: string | undefined,
  theirs: string | undefined,
): Pick<Finding, 'state' | 'says' | 'advice'> {
  if (isSocket(settings)) return { state: 'ok', says: 'a socket of this machine' };
  const isHere = isOnThisMachine(settings);
  if (ours === undefined && isHere) return { state: 'ok', says: 'not encrypted, and does not leave this machine' };
  if (ours === undefined)
    return { state: 'warning', says: 'not encrypted: anyone who is in between reads and changes it', advice: ADVICE };
  if (theirs === undefined) {
    return {
      state: 'warning',
      says: `${ours} to a pooler, and the pooler's own line to the server is not encrypted`,
      advice: 'have the pooler use TLS (server_tls_sslmode of PgBouncer), unless both are on one machine',
    };
  }
  const { sslMode, sslRootCert } = settings;
  if (sslMode === 'verify-full') return { state: 'ok', says: `${ours}, certificate and name checked` };
  if (sslMode === 'verify-ca' || sslRootCert !== undefined)
    return { state: 'ok', says: `${ours}, certificate checked, its name not (sslmode=${sslMode})` };
  const says = `${ours}, certificate not checked (sslmode=${sslMode}): another server could pose as this one`;
  return isHere ? { state: 'ok', says } : { state: 'warning', says, advice: ADVICE };
}
