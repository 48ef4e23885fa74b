import { isLoopback } from '../domain/loopback.ts';

/** How a connection to PostgreSQL is encrypted, and whether the server is checked: libpq's names and meanings. */
export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
/** One of {@link SSL_MODES}. */
export type SslMode = (typeof SSL_MODES)[number];

/** Whether a connection is refused where it is not encrypted. */
export function requiresEncryption(sslMode: SslMode): boolean {
  return /^(?:require|verify)/.test(sslMode);
}

/** Where a PostgreSQL database is and how to connect to it: the parts of DATABASE_URL, decoded. */
export interface PostgresqlSettings {
  /** A name, an IP address without brackets, or the folder of a socket, which begins with a slash. */
  readonly host: string;
  readonly port: number;
  /** Undefined is the user that runs this process, as for libpq. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  readonly sslMode: SslMode;
  /** A file of certificates in PEM, or `system` for those that this machine trusts. */
  readonly sslRootCert: string | undefined;
  /** Files of our own certificate and its key, in PEM: both or neither. */
  readonly sslCert: string | undefined;
  readonly sslKey: string | undefined;
  readonly applicationName: string | undefined;
  /** Where the tables are, with letter case; undefined is what the search path of the role says. */
  readonly schema: string | undefined;
  readonly connectTimeoutSeconds: number | undefined;
}

/** Whether the server is reached by a socket in the file system, which never leaves this machine. */
export function isSocket({ host }: Pick<PostgresqlSettings, 'host'>): boolean {
  return host.startsWith('/');
}

/** Whether what is sent to the server stays on this machine. */
export function isOnThisMachine(settings: Pick<PostgresqlSettings, 'host'>): boolean {
  return isSocket(settings) || isLoopback(settings.host);
}
