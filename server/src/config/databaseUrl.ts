import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import { distance } from 'fastest-levenshtein';
import { isDecodable } from '../domain/isDecodable.ts';
import {
  isSocket,
  type PostgresqlSettings,
  requiresEncryption,
  SSL_MODES,
  type SslMode,
} from '../sql/postgresqlSettings.ts';
import { invisibleIn } from './wrapping.ts';

/** The settings, or what is wrong in words that follow the name of the variable. No word of them is of the URL's values. */
export type ParsedDatabaseUrl = { readonly settings: PostgresqlSettings } | { readonly problem: string };

/** Whether a value of DATABASE_URL is meant to be the address of a PostgreSQL database. */
export const isPostgresqlUrl = (text: string): boolean => /^postgres(ql)?:\/\//.test(text);

/**
 * Parses `postgresql://user:password@host:port/database?parameter=value`, as libpq reads it. Every part is honoured or
 * refused. The one place that reads such a URL: drivers and ORMs drop what they do not know.
 */
export function parseDatabaseUrl(text: string): ParsedDatabaseUrl {
  try {
    return { settings: settingsOf(text) };
  } catch (error) {
    if (error instanceof UrlProblem) return { problem: error.message };
    throw error;
  }
}

class UrlProblem extends Error {}

const refuse = (problem: string): never => {
  throw new UrlProblem(problem);
};

const ENCODE = 'in user and password, characters such as # / ? % @ are written %23 %2F %3F %25 %40';
const PARAMETERS = [
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'schema',
  'application_name',
  'connect_timeout',
  'host',
  'port',
  'user',
  'password',
  'dbname',
] as const;
type Parameter = (typeof PARAMETERS)[number];

/** Parameters of other programs, with what is written here. */
const INSTEAD: Readonly<Record<string, string>> = {
  ssl: 'write sslmode=require, or better sslmode=verify-full',
  uselibpqcompat: 'leave it out: sslmode means what it means for libpq',
  sslnegotiation: 'leave it out',
  sslpassword: 'give a key without a password in sslkey',
  channel_binding: 'leave it out; sslmode=verify-full proves the server',
  gssencmode: 'leave it out',
  options: 'leave it out; a schema is named by schema=NAME, and settings belong to the role',
  search_path: 'write schema=NAME',
  currentschema: 'write schema=NAME',
  target_session_attrs: 'leave it out; connections that cannot write are replaced by themselves',
  pgbouncer: 'leave it out; PgBouncer may pool by session or by transaction',
  connection_limit: 'set DATABASE_POOL_SIZE',
  pool_timeout: 'leave it out',
  statement_timeout: 'leave it out; it is three seconds for requests, and commands have none',
};

/** What the URL standard cannot parse: nothing where the host is, as libpq takes it beside ?host=. */
const WITHOUT_HOST = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)(?=(?::\d*)?(?:[/?]|$))/;
const NO_HOST = 'no-host';

function settingsOf(text: string): PostgresqlSettings {
  const hosts = /^[^:]+:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(text)?.[1];
  if (hosts?.includes(',')) refuse('names several hosts; name one that leads to the server that takes writes');
  const url = URL.parse(text.replace(WITHOUT_HOST, `$1${NO_HOST}`));
  if (!url) throw new UrlProblem(`must be postgresql://user:password@host:port/database; ${ENCODE}`);
  // A # or ? of the password ends the host there, and a / begins the path.
  const path = url.pathname.slice(1);
  if (text.includes('#') || url.search.includes('@') || /[@/]/.test(path)) refuse(`has a part too many; ${ENCODE}`);
  if (invisibleIn(text) !== undefined) refuse('holds an invisible character');
  const written = [url.username, url.password, url.hostname, path];
  if (written.some(part => /^(?:undefined|null)$/.test(part))) refuse('has a part for which no value was put in');

  const given = parametersOf(url.search.slice(1));
  const either = (part: string, parameter: Parameter, what: string): string | undefined => {
    if (part !== '' && given.has(parameter)) refuse(`names the ${what} twice: before the ? and as ${parameter}=`);
    return given.get(parameter) ?? (part === '' ? undefined : decoded(part));
  };
  const host = either(WITHOUT_HOST.test(text) ? '' : url.hostname, 'host', 'host');
  const database = either(path, 'dbname', 'database');
  const user = either(url.username, 'user', 'user');
  const password = either(url.password, 'password', 'password');
  if (host === undefined)
    throw new UrlProblem('names no host; for a socket of this machine add ?host=/var/run/postgresql');
  if (database === undefined) throw new UrlProblem('names no database after the host, as in …@host:5432/rekey');
  if ([user, database].some(part => part !== undefined && invisibleIn(part) !== undefined) || password?.includes('\0'))
    refuse('holds an invisible character');

  const settings = {
    host: hostOf(host),
    port: numberOf('port', either(url.port, 'port', 'port'), 65_535) ?? 5432,
    user,
    password,
    database,
    ...encryptionOf(given),
    applicationName: applicationNameOf(given.get('application_name')),
    schema: schemaOf(given.get('schema')),
    connectTimeoutSeconds: numberOf('connect_timeout', given.get('connect_timeout'), 300),
  };
  if (isSocket(settings) && requiresEncryption(settings.sslMode))
    refuse('names a socket, which is never encrypted, and an sslmode that requires encryption; leave sslmode out');
  return settings;
}

function parametersOf(query: string): ReadonlyMap<Parameter, string> {
  const given = new Map<Parameter, string>();
  for (const pair of query.split('&').filter(Boolean)) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    const parameter = PARAMETERS.find(known => known === decoded(name));
    if (parameter === undefined) return refuse(unknownParameter(decoded(name), query));
    if (given.has(parameter)) refuse(`has the parameter ${parameter} twice`);
    if (value === '') refuse(`has the parameter ${parameter} without a value`);
    given.set(parameter, decoded(value));
  }
  return given;
}

/** A name is quoted unless it may be a piece of a password that holds an &. */
function unknownParameter(name: string, query: string): string {
  const plain = name.toLowerCase().replaceAll('-', '_');
  const advice = INSTEAD[plain];
  if (advice !== undefined) return `has the parameter ${plain}, which is not read here: ${advice}`;
  const bare = plain.replaceAll('_', '');
  const meant = PARAMETERS.find(known => distance(known.replaceAll('_', ''), bare) <= (known.length > 6 ? 2 : 1));
  const quoted = /^[a-z][\w-]{0,39}$/i.test(name) && !/(?:^|&)password=/.test(query) ? ` ${name}` : '';
  if (meant !== undefined) return `has an unknown parameter${quoted}; perhaps ${meant} is meant`;
  return `has an unknown parameter${quoted}; known are ${PARAMETERS.join(', ')}`;
}

function decoded(part: string): string {
  return isDecodable(part) ? decodeURIComponent(part) : refuse(`has a % that begins no percent-encoding; ${ENCODE}`);
}

function hostOf(host: string): string {
  const address = host.replace(/^\[([^[\]]*)\]$/, '$1');
  if (isIP(address)) return address;
  if (host.startsWith('/') && invisibleIn(host) === undefined) return host;
  const name = /[\s/\\?#@:%,]/.test(host) || invisibleIn(host) !== undefined ? '' : domainToASCII(host);
  if (name !== '') return name;
  return refuse('has a host that is no name, no address and no folder of a socket');
}

function numberOf(parameter: Parameter, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= max) return number;
  return refuse(`has a ${parameter} that is no whole number from 1 to ${max}`);
}

type Encryption = Pick<PostgresqlSettings, 'sslMode' | 'sslRootCert' | 'sslCert' | 'sslKey'>;

function encryptionOf(given: ReadonlyMap<Parameter, string>): Encryption {
  const [sslRootCert, sslCert, sslKey] = (['sslrootcert', 'sslcert', 'sslkey'] as const).map(name =>
    fileOf(name, given.get(name)),
  );
  const isSystem = given.get('sslrootcert') === 'system';
  const sslMode = sslModeOf(given.get('sslmode') ?? (isSystem ? 'verify-full' : 'prefer'));
  if (isSystem && sslMode !== 'verify-full')
    refuse('has sslrootcert=system, where anyone can get a certificate, so sslmode must be verify-full');
  // Otherwise a line in the clear would do, and no one would look at the files.
  if ((sslRootCert ?? sslCert ?? sslKey) !== undefined && !requiresEncryption(sslMode))
    refuse('names certificates, and an sslmode that does not require encryption; add sslmode=verify-full');
  if (sslMode === 'verify-ca' && sslRootCert === undefined)
    refuse('has sslmode=verify-ca without sslrootcert, the file of the authority that signs for the server');
  if ((sslCert === undefined) !== (sslKey === undefined)) refuse('has one of sslcert and sslkey; give both or neither');
  return { sslMode, sslRootCert: isSystem ? 'system' : sslRootCert, sslCert, sslKey };
}

function sslModeOf(text: string): SslMode {
  return SSL_MODES.find(mode => mode === text) ?? refuse(`has an sslmode that is none of ${SSL_MODES.join(', ')}`);
}

function fileOf(parameter: Parameter, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (/^~|^\$/.test(path) || invisibleIn(path) !== undefined)
    refuse(`has an ${parameter} that is no path; no shell expands ~ or a variable in it`);
  return resolve(path);
}

function applicationNameOf(name: string | undefined): string | undefined {
  // The server would cut it, and put ? in the place of other characters.
  if (name === undefined || /^[\x20-\x7e]{1,63}$/.test(name)) return name;
  return refuse('has an application_name of more than 63 characters, or with other ones than those of ASCII');
}

function schemaOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (/^pg_|^information_schema$/i.test(name)) refuse("has the schema of one of PostgreSQL's own names");
  if (/^[a-z_][\w$-]{0,62}$/i.test(name)) return name;
  return refuse('has a schema that is no name of at most 63 letters, digits, _, $ and -');
}
