import { type FileRecord, type FileShape, plainRecord } from './readRecords.ts';
import { isTimeSet, plainText, readBoolean, readDate } from './readValues.ts';

/** A person as another system describes them. Nothing of it is checked yet. */
export interface SourcePerson {
  /** What the system calls the person by: a UUID becomes the id, anything else the reference. */
  readonly key?: unknown;
  readonly email: unknown;
  /** In a form that passwords/importedHash.ts reads; nothing for a person without a password. */
  readonly passwordHash?: unknown;
  readonly createdAt?: unknown;
  /** Disabled, banned or deleted there. */
  readonly disabled: boolean;
  /** Undefined where the system keeps no record of it. */
  readonly verified?: boolean | undefined;
  /** What the operator has to know of this person. */
  readonly notices?: readonly string[] | undefined;
}

/** What an operator has to say beside the file. */
export interface SourceSettings {
  /** Firebase's parameters, as {@link readHashConfig} reads them. */
  readonly hashConfig?: HashConfig | undefined;
  readonly now: Date;
}

type PlainRecord = ReadonlyMap<string, unknown>;

/** A system whose files can be imported. */
interface System extends FileShape {
  /** The person of a record; undefined for a record of something else. */
  person(record: PlainRecord, settings: SourceSettings): SourcePerson | undefined;
  /** Whether a record, or the headings of a table, look like this system's. */
  isLike(record: PlainRecord): boolean;
  /** Joins records, where a person is made up of several. */
  join?(records: AsyncIterable<FileRecord>): AsyncIterable<FileRecord>;
}

/** Every system that `--from` takes, in the order in which a file is guessed to be theirs. */
const SYSTEMS = {
  django: {
    arrays: [],
    isLike: record => record.has('model') || (record.has('isactive') && record.has('datejoined')),
    person(record) {
      const fields = plainRecord(record.get('fields')) ?? record;
      const username = fields.get('username');
      const isUser = fields.has('password') && (fields.has('email') || fields.has('username'));
      if (!isUser || !(fields.has('isactive') || fields.has('lastlogin'))) return undefined;
      const password = fields.get('password');
      return {
        key: record.get('pk') ?? fields.get('id'),
        email: fields.get('email') || (plainText(username).includes('@') ? username : undefined),
        // What Django writes for a person who has no password.
        passwordHash: plainText(password).startsWith('!') ? null : password,
        createdAt: fields.get('datejoined') ?? fields.get('created') ?? fields.get('createdat'),
        disabled: readBoolean(fields.get('isactive')) === false,
      };
    },
  },
  firebase: {
    arrays: ['users'],
    columns: [
      ...['localId', 'email', 'emailVerified', 'passwordHash', 'salt', 'displayName', 'photoUrl'],
      ...['google', 'facebook', 'twitter', 'github'].flatMap(provider =>
        ['Id', 'Email', 'DisplayName', 'PhotoUrl'].map(column => provider + column),
      ),
      ...['createdAt', 'lastSignedInAt', 'phoneNumber', 'disabled', 'customAttributes'],
    ],
    isLike: record => record.has('localid'),
    person(record, { hashConfig }) {
      const hash = record.get('passwordhash');
      return {
        key: record.get('localid'),
        email: record.get('email'),
        passwordHash: hash && hashConfig ? firebaseHash(hashConfig, record) : null,
        notices: hash && !hashConfig ? ['imported without a password: its hash needs --hash-config'] : [],
        createdAt: record.get('createdat'),
        disabled: readBoolean(record.get('disabled')) === true,
        verified: readBoolean(record.get('emailverified')) ?? false,
      };
    },
  },
  supabase: {
    arrays: ['users'],
    isLike: record => record.has('encryptedpassword') && (record.has('emailconfirmedat') || record.has('instanceid')),
    person: (record, { now }) => ({
      key: record.get('id'),
      email: record.get('email'),
      passwordHash: record.get('encryptedpassword'),
      createdAt: record.get('createdat'),
      disabled: isBannedUntil(record.get('banneduntil'), now) || isTimeSet(record.get('deletedat')),
      verified: isTimeSet(record.get('emailconfirmedat') ?? record.get('confirmedat')),
    }),
  },
  devise: {
    arrays: [],
    isLike: record => record.has('encryptedpassword'),
    person: record => ({
      key: record.get('id'),
      email: record.get('email'),
      passwordHash: record.get('encryptedpassword'),
      createdAt: record.get('createdat'),
      disabled: isClosed(record),
      verified: record.has('confirmedat') ? isTimeSet(record.get('confirmedat')) : undefined,
    }),
  },
  laravel: {
    arrays: [],
    isLike: record => record.has('remembertoken') || record.has('emailverifiedat'),
    person: record => ({
      key: record.get('id'),
      email: record.get('email'),
      passwordHash: record.get('password'),
      createdAt: record.get('createdat'),
      disabled: isClosed(record),
      verified: record.has('emailverifiedat') ? isTimeSet(record.get('emailverifiedat')) : undefined,
    }),
  },
  wordpress: {
    arrays: [],
    isLike: record => record.has('userpass') || record.has('useremail'),
    person: record => ({
      key: record.get('id'),
      email: record.get('useremail'),
      passwordHash: record.get('userpass'),
      createdAt: record.get('userregistered'),
      // WordPress itself has no such thing but in networks of sites; BuddyPress marks spammers with a status of 1.
      disabled: ['spam', 'deleted', 'userstatus'].some(column => plainText(record.get(column)) === '1'),
      verified: plainText(record.get('userstatus')) === '2' ? false : undefined,
    }),
  },
  keycloak: {
    arrays: ['users'],
    isLike: record =>
      record.has('realm') || record.has('createdtimestamp') || (record.has('credentials') && record.has('username')),
    person(record) {
      if (record.has('serviceaccountclientid')) return undefined;
      return {
        key: record.get('id'),
        email: record.get('email') ?? record.get('username'),
        passwordHash: keycloakHash(record.get('credentials')),
        createdAt: record.get('createdtimestamp'),
        disabled: readBoolean(record.get('enabled')) === false,
        verified: readBoolean(record.get('emailverified')) ?? false,
      };
    },
  },
  auth0: {
    arrays: ['users'],
    isLike: record =>
      plainText(record.get('userid')).includes('|') ||
      plainRecord(record.get('id')) !== undefined ||
      record.has('passwordsetdate'),
    person(record) {
      const id = plainRecord(record.get('id'))?.get('oid') ?? record.get('id');
      const custom = plainRecord(plainRecord(record.get('custompasswordhash'))?.get('hash'));
      return {
        // The name that tokens of Auth0 carry.
        key: record.get('userid') ?? (/^[^|]+$/.test(plainText(id)) ? `auth0|${plainText(id)}` : id),
        email: record.get('email'),
        passwordHash: record.get('passwordhash') ?? custom?.get('value'),
        createdAt: record.get('createdat'),
        disabled: readBoolean(record.get('blocked')) === true,
        verified: readBoolean(record.get('emailverified')) ?? false,
      };
    },
  },
  'better-auth': {
    arrays: ['user', 'users', 'account', 'accounts'],
    isLike: record =>
      (record.has('emailverified') && (record.has('image') || record.has('updatedat'))) || record.has('providerid'),
    join: joinAccounts,
    person: (record, { now }) => ({
      key: record.get('id'),
      email: record.get('email'),
      passwordHash: record.get('password') ?? credentialOf(record.get('accounts') ?? record.get('account')),
      createdAt: record.get('createdat'),
      disabled: readBoolean(record.get('banned')) === true && !isOver(record.get('banexpires'), now),
      verified: readBoolean(record.get('emailverified')) ?? isTimeSet(record.get('emailverified')),
    }),
  },
} satisfies Record<string, System>;

/** The name of a system that `--from` takes. */
export type SystemName = keyof typeof SYSTEMS;

/** The system. */
export function systemOf(name: SystemName): System {
  return SYSTEMS[name];
}

/** Every name that `--from` takes. */
export const SYSTEM_NAMES = Object.keys(SYSTEMS) as readonly SystemName[];

/** The system that a record, or the headings of a table, look like; undefined where none. */
export function guessSystem(record: PlainRecord): SystemName | undefined {
  return SYSTEM_NAMES.find(name => systemOf(name).isLike(record));
}

/** What Firebase's console shows as the project's `hash_config`. */
export interface HashConfig {
  /** log2 of scrypt's N. */
  readonly n: number;
  readonly r: number;
  readonly separator: string;
  readonly signerKey: string;
}

/** Reads the block of the console, or the same as JSON. Undefined where a part is missing, or for another algorithm. */
export function readHashConfig(text: string): HashConfig | undefined {
  const part = (name: string) => new RegExp(`\\b${name}"?\\s*[:=]\\s*"?([\\w+/=-]+)`).exec(text)?.[1];
  const [algorithm = 'SCRYPT', signerKey, separator = ''] = [
    part('algorithm'),
    part('base64_signer_key'),
    part('base64_salt_separator'),
  ];
  const [n, r] = [Number(part('mem_cost')), Number(part('rounds'))];
  if (algorithm !== 'SCRYPT' || signerKey === undefined || !Number.isInteger(n) || !Number.isInteger(r))
    return undefined;
  return { n, r, separator, signerKey };
}

/** The columns in which packages for Rails and Laravel keep who may not sign in any more. */
function isClosed(record: PlainRecord): boolean {
  const times = ['deletedat', 'discardedat', 'bannedat', 'disabledat', 'blockedat', 'suspendedat', 'deactivatedat'];
  const flags = ['banned', 'isbanned', 'disabled', 'isdisabled', 'blocked', 'isblocked', 'suspended', 'issuspended'];
  const active = ['active', 'isactive', 'enabled'];
  return (
    times.some(column => isTimeSet(record.get(column))) ||
    flags.some(column => readBoolean(record.get(column)) === true) ||
    active.some(column => readBoolean(record.get(column)) === false)
  );
}

/** A ban without a readable end has none: PostgreSQL writes `infinity`. */
function isBannedUntil(value: unknown, now: Date): boolean {
  return isTimeSet(value) && !isOver(value, now);
}

function isOver(value: unknown, now: Date): boolean {
  const end = readDate(value);
  return end !== undefined && end <= now;
}

/** Firebase's hash with its parameters, in the form in which Supabase keeps them. */
function firebaseHash({ n, r, separator, signerKey }: HashConfig, record: PlainRecord): string {
  const keys = [...(separator === '' ? [] : [`ss=${separator}`]), `sk=${signerKey}`].join(',');
  return `$fbscrypt$v=1,n=${n},r=${r},p=1,${keys}$${plainText(record.get('salt'))}$${plainText(record.get('passwordhash'))}`;
}

/** The hash of Keycloak's password credential in the PHC form; nothing where there is no password. */
function keycloakHash(credentials: unknown): unknown {
  const password = Array.isArray(credentials)
    ? credentials.map(plainRecord).find(credential => credential?.get('type') === 'password')
    : undefined;
  if (!password) return null;
  const data = jsonRecord(password.get('credentialdata')) ?? password;
  const secret = jsonRecord(password.get('secretdata')) ?? password;
  const algorithm = plainText(data.get('algorithm'));
  const iterations = plainText(data.get('hashiterations'));
  const salt = plainText(secret.get('salt'));
  const value = plainText(secret.get('value') ?? secret.get('hashedsaltedvalue'));
  if (algorithm === 'argon2') {
    const parameters = plainRecord(data.get('additionalparameters'));
    const parameter = (name: string) => plainText([parameters?.get(name)].flat()[0]);
    const version = parameter('version') === '1.0' ? 16 : 19;
    const costs = `m=${parameter('memory')},t=${iterations},p=${parameter('parallelism')}`;
    return `$argon2${parameter('type')}$v=${version}$${costs}$${salt}$${value}`;
  }
  return algorithm.startsWith('pbkdf2') ? `$${algorithm}$${iterations}$${salt}$${value}` : value;
}

function jsonRecord(text: unknown): PlainRecord | undefined {
  if (typeof text !== 'string') return plainRecord(text);
  try {
    return plainRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The password among a person's ways to sign in to Better Auth. */
function credentialOf(accounts: unknown): unknown {
  return [accounts]
    .flat()
    .map(plainRecord)
    .find(account => account?.get('providerid') === 'credential')
    ?.get('password');
}

/**
 * Joins Better Auth's two tables, where a JSON document holds both: passwords are in the accounts. People of other files
 * pass as they come; these wait for the end, since either table may be first.
 */
async function* joinAccounts(records: AsyncIterable<FileRecord>): AsyncGenerator<FileRecord> {
  const passwords = new Map<unknown, unknown>();
  const people: FileRecord[] = [];
  for await (const each of records) {
    if (each.error !== undefined || each.array === undefined) yield each;
    else if (!each.array.startsWith('account')) people.push(each);
    else if (each.record.get('providerid') === 'credential') {
      passwords.set(each.record.get('userid'), each.record.get('password'));
    }
  }
  for (const each of people) {
    if (each.error !== undefined) yield each;
    else {
      const password = passwords.get(each.record.get('id'));
      yield password === undefined ? each : { ...each, record: new Map([...each.record, ['password', password]]) };
    }
  }
}
