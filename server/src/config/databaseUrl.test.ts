import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfig } from './config.ts';
import { parseDatabaseUrl } from './databaseUrl.ts';

/** What the server and every command say about DATABASE_URL at their start; nothing where they take it. */
function problemOf(url: string): string {
  try {
    readConfig({ DATABASE_URL: url });
    return '';
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.join('\n');
  }
}

describe('DATABASE_URL', { tags: ['configuration-parsed'] }, () => {
  const DB = 'postgresql://rekey:swordfish@db.example.com/rekey';

  it.each([
    [DB, { host: 'db.example.com', port: 5432, user: 'rekey', password: 'swordfish', database: 'rekey' }],
    ['postgres://db/rekey', { host: 'db', user: undefined, password: undefined, sslMode: 'prefer' }],
    ['postgresql://u:p%40ss%2Fw%23r%3Fd%25%20%C3%A9+@db/r%20k', { password: 'p@ss/w#r?d% é+', database: 'r k' }],
    ['postgresql://rekey%40corp:x@db/rekey', { user: 'rekey@corp' }],
    ['postgresql://u:a^b|c"d@db/rekey', { password: 'a^b|c"d' }],
    ['postgresql://u:@db/rekey', { user: 'u', password: undefined }],
    ['postgresql://u:p@[2001:db8::1]:6432/rekey', { host: '2001:db8::1', port: 6432 }],
    ['postgresql://u:p@192.0.2.7/rekey', { host: '192.0.2.7' }],
    ['postgresql://u:p@bücher.example/rekey', { host: 'xn--bcher-kva.example' }],
    ['postgresql:///rekey?host=/var/run/postgresql', { host: '/var/run/postgresql', database: 'rekey' }],
    ['postgresql://u:p@/rekey?host=/cloudsql/acme:europe:login', { host: '/cloudsql/acme:europe:login', user: 'u' }],
    ['postgresql://u@%2Fvar%2Frun%2Fpostgresql:5433/rekey', { host: '/var/run/postgresql', port: 5433 }],
    ['postgresql://?host=db&port=5433&user=u&password=p%26w&dbname=rekey', { host: 'db', port: 5433, password: 'p&w' }],
    [`${DB}?sslmode=verify-full`, { sslMode: 'verify-full', sslRootCert: undefined }],
    [`${DB}?sslmode=require&sslrootcert=/a+b/ca%20x.pem`, { sslMode: 'require', sslRootCert: '/a+b/ca x.pem' }],
    [`${DB}?sslrootcert=system`, { sslMode: 'verify-full', sslRootCert: 'system' }],
    [`${DB}?sslmode=require&sslcert=/c.pem&sslkey=/k.pem`, { sslCert: '/c.pem', sslKey: '/k.pem' }],
    [
      `${DB}?schema=Login-1&application_name=acme%20login&connect_timeout=7`,
      { schema: 'Login-1', applicationName: 'acme login', connectTimeoutSeconds: 7 },
    ],
    [`${DB}?`, { host: 'db.example.com' }],
  ])('%s is read as libpq reads it', (url, settings) => {
    expect(problemOf(url)).toBe('');
    expect(parseDatabaseUrl(url)).toMatchObject({ settings });
  });

  it.each([
    [`${DB}?sslmode=verify_full`, /sslmode that is none of disable, allow, prefer, require, verify-ca, verify-full/],
    [`${DB}?sslmode=Require`, /sslmode that is none of/],
    [`${DB}?sslmode=no-verify`, /sslmode that is none of/],
    [`${DB}?sslmode=`, /sslmode without a value/],
    [`${DB}?sslmode`, /sslmode without a value/],
    [`${DB}?sslmode=require&sslmode=require`, /sslmode twice/],
    [`${DB}?sslmode=require&sslmode=disable`, /sslmode twice/],
    [`${DB}?sslMode=require`, /unknown parameter sslMode; perhaps sslmode is meant/],
    [`${DB}?ssl_mode=require`, /perhaps sslmode is meant/],
    [`${DB}?sslrootcerts=/ca.pem`, /perhaps sslrootcert is meant/],
    [`${DB}?ssl=true`, /parameter ssl, which is not read here: write sslmode=require/],
    [`${DB}?sslmode=require&channel_binding=require`, /channel_binding, which is not read here: leave it out/],
    [`${DB}?options=-csearch_path%3Dlogin`, /options, .* schema=NAME/],
    [`${DB}?target_session_attrs=read-write`, /replaced by themselves/],
    [`${DB}?connection_limit=5`, /set DATABASE_POOL_SIZE/],
    [`${DB}?colour=red`, /unknown parameter colour; known are sslmode, /],
    [`${DB}?sslmode=verify-ca`, /verify-ca without sslrootcert/],
    [`${DB}?sslmode=require&sslrootcert=system`, /sslmode must be verify-full/],
    [`${DB}?sslrootcert=/ca.pem`, /does not require encryption; add sslmode=verify-full/],
    [`${DB}?sslmode=disable&sslcert=/c.pem&sslkey=/k.pem`, /does not require encryption/],
    [`${DB}?sslmode=require&sslcert=/c.pem`, /one of sslcert and sslkey/],
    [`${DB}?sslmode=verify-full&sslrootcert=~/ca.pem`, /no shell expands/],
    [`${DB}?schema=a.b`, /schema that is no name/],
    [`${DB}?schema=${'x'.repeat(64)}`, /schema that is no name/],
    [`${DB}?schema=pg_login`, /PostgreSQL's own names/],
    [`${DB}?application_name=${'x'.repeat(64)}`, /application_name of more than 63/],
    [`${DB}?application_name=b%C3%BCro`, /application_name/],
    [`${DB}?connect_timeout=0`, /connect_timeout that is no whole number from 1 to 300/],
    [`${DB}?connect_timeout=5s`, /connect_timeout/],
    [`${DB}?host=other`, /host twice/],
    [`${DB}?user=other`, /user twice/],
    [`${DB}?password=other`, /password twice/],
    [`${DB}?dbname=other`, /database twice/],
    ['postgresql://u:swordfish@db:5432/rekey?port=5433', /port twice/],
    ['postgresql://u:swordfish@db:0/rekey', /port that is no/],
    ['postgresql://u:swordfish@/rekey', /names no host; .*\?host=/],
    ['postgresql:///rekey', /names no host/],
    ['postgresql://u:swordfish@db', /names no database/],
    ['postgresql://u:swordfish@db/', /names no database/],
    ['postgresql://u:swordfish@db/rekey/login', /a part too many/],
    ['postgresql://u:swordfish@one:5432,two:5432/rekey', /several hosts/],
    ['postgresql://u:swordfish@one,two/rekey', /several hosts/],
    ['postgresql://u:swordfish@d%20b/rekey', /host that is no name/],
    [
      'postgresql:///rekey?host=/var/run/postgresql&sslmode=verify-full&sslrootcert=/ca.pem',
      /socket, which is never encrypted/,
    ],
    ['postgresql://u:sword%00fish@db/rekey', /invisible/],
    ['postgresql://u:swordfish%zz@db/rekey', /percent-encoding/],
    [`${DB}?application_name=%zz`, /percent-encoding/],
    ['postgresql://db/rekey?user=u&password=a&swordfish', /unknown parameter; known are/],
  ])('%s is refused in words, without its secrets', (url, words) => {
    const problem = problemOf(url);
    expect(problem).toMatch(/^DATABASE_URL [^\n]+$/);
    expect(problem).toMatch(words);
    expect(problem).not.toMatch(/fish/);
  });
});
