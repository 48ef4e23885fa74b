import { isSocket, type PostgresqlSettings } from '../sql/postgresqlSettings.ts';
import type { Config } from './config.ts';
import { parseDatabaseUrl } from './databaseUrl.ts';

/** Something outside the program prevents the start. The message is for operators and needs no stack. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

/** Explanations of the errors of Node, PostgreSQL and SQLite for operators. */
const LISTENING: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program is listening there. Stop it, or choose another port',
  EADDRNOTAVAIL:
    'this machine has no such address. HOST must be an address of this machine, or 0.0.0.0 for all of them',
  EACCES: 'this user may not listen there. Ports below 1024 need a privilege; choose another',
  ENOTFOUND: 'the host name is not known',
};

const POSTGRESQL: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOENT: 'there is no socket of a server in that folder',
  EACCES: 'this user may not use the socket',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no route to that host',
  ENETUNREACH: 'there is no route to that network',
  ECONNRESET: 'the connection was reset',
  '28P01': 'the user name or the password is wrong',
  '28000': 'the server rejects this user from this address, or without encryption (or with it): see sslmode',
  '3D000': 'there is no database of that name',
  '42501': 'this user lacks a privilege that the tables need',
  '25006': 'it is read-only: a standby, or a server with default_transaction_read_only',
  '53300': 'the server has no connection left',
  '57P03': 'the server is starting up or shutting down',
};

const SQLITE: ReadonlyArray<readonly [RegExp, string]> = [
  [/^SQLITE_(BUSY|LOCKED)/, 'another program holds a lock on it'],
  [/^SQLITE_READONLY/, 'this user may read it but not write to it, or its disk is mounted read-only'],
  [/^SQLITE_FULL/, 'its disk is full'],
  [/^SQLITE_CANTOPEN/, 'it, or its folder, cannot be opened for writing by this user'],
  [/^SQLITE_(NOTADB|CORRUPT)/, 'it is damaged or is not an SQLite database. Restore it from a backup'],
  [/^SQLITE_IOERR/, 'its disk reports errors'],
  [/^(EACCES|EPERM)$/, 'this user may not write to its folder'],
  [/^EROFS$/, 'its folder is on a disk that is mounted read-only'],
  [/^ENOSPC$/, 'its disk is full'],
  [/^(ENOTDIR|EEXIST)$/, 'its path contains a file where a folder is expected'],
];

/** Explains an error of listening. Returns the error itself where there is no explanation. */
export function listeningError(error: unknown, address: string): unknown {
  const text = LISTENING[codeOf(error)];
  return text === undefined ? error : new StartupError(`The server cannot listen on ${address}: ${text}.`);
}

/** Explains an error of the folder of the secret key. */
export function folderError(error: unknown, folder: string): unknown {
  const text = SQLITE.find(([code]) => code.test(codeOf(error)))?.[1];
  return text === undefined ? error : new StartupError(`The server cannot write to the folder ${folder}: ${text}.`);
}

/** Explains an error of the database. The message names its location and never the password. */
export function databaseError(error: unknown, location: Config['database']): unknown {
  if (error instanceof StartupError) return error;
  const code = codeOf(error);
  if (location.kind === 'sqlite') {
    const text = SQLITE.find(([pattern]) => pattern.test(code))?.[1];
    return text === undefined ? error : new StartupError(`The database file ${location.file} cannot be used: ${text}.`);
  }
  const text = POSTGRESQL[code] ?? tlsProblem(code, messageOf(error));
  const given = text ?? (/timeout|timed out/i.test(messageOf(error)) ? POSTGRESQL.ETIMEDOUT : undefined);
  if (given === undefined) return error;
  const parsed = parseDatabaseUrl(location.url);
  const where = 'settings' in parsed ? placeOf(parsed.settings) : '';
  return new StartupError(`PostgreSQL${where} cannot be used: ${given}.`);
}

function placeOf(settings: PostgresqlSettings): string {
  const { host, port, database } = settings;
  return ` at ${isSocket(settings) ? host : `${host}:${port}`}, database ${database},`;
}

/** Why a connection by TLS failed. The words are Node's, of a few cases; the server's certificate is no secret. */
function tlsProblem(code: string, message: string): string | undefined {
  if (/does not support SSL/.test(message)) return 'it does not speak TLS, which sslmode requires';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'its certificate is for another name, and sslmode is verify-full';
  if (/CERT|ISSUER|SIGNATURE/.test(code))
    return `its certificate is not trusted (${code}); sslrootcert names the authority that signed it`;
  if (/\bSSL\b|TLS|certificate/i.test(`${code} ${message}`)) return `TLS failed: ${message}`;
  return undefined;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
