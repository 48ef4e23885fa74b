import type { Costs } from './measureCosts.ts';

/** What people do. A variable of the same name replaces a number. */
export const ASSUMPTIONS = {
  SIGN_INS: { value: 0.1, meaning: 'sign-ins a day for each account' },
  NEW_DEVICES: { value: 0.1, meaning: 'share of them from a new device' },
  WRONG_PASSWORDS: { value: 0.2, meaning: 'wrong passwords for each sign-in' },
  STRANGERS: { value: 0.5, meaning: 'attempts of strangers at unknown addresses for each sign-in' },
  FORGOTTEN: { value: 0.001, meaning: 'requests for a reset a day for each account' },
  UNKNOWN: { value: 0.5, meaning: 'such requests for unknown addresses, for each of those' },
  REGISTRATIONS: { value: 0.001, meaning: 'new accounts a day for each account' },
  EMAIL_CHANGES: { value: 0.0001, meaning: 'changes of address a day for each account' },
  LOOK_UPS: { value: 10, meaning: 'requests of `/session` a day for each account' },
  VISITS: { value: 1, meaning: 'visits a day for each account: ten minutes with at least one look-up' },
  SESSIONS: { value: 1.5, meaning: 'sessions that are alive for each account' },
  PEAK: { value: 4, meaning: 'the busiest hour beside the mean' },
  BUSY: { value: 0.5, meaning: 'how busy a core may be in it' },
  CORES: { value: 4, meaning: 'cores of a replica' },
} as const;

type Assumed = Readonly<Record<keyof typeof ASSUMPTIONS, number>>;

/** The assumptions, with those of the environment. Throws for one that is no number. */
export function assumed(environment: NodeJS.ProcessEnv): Assumed {
  const entries = Object.entries(ASSUMPTIONS).map(([name, { value }]) => {
    const given = Number(environment[name] ?? value);
    if (!(given >= 0)) throw new Error(`${name} has to be a number`);
    return [name, given];
  });
  return Object.fromEntries(entries);
}

/** What so many accounts need in the busiest hour, and how much they keep. */
export interface Needs {
  readonly signInsPerSecond: number;
  readonly lookUpsPerSecond: number;
  readonly hashingCores: number;
  readonly otherCores: number;
  readonly replicas: number;
  readonly databaseCores: number;
  readonly statementsPerSecond: number;
  /** Of the write-ahead log: of changes alone. */
  readonly logBytesPerSecond: number;
  readonly mailsPerHour: number;
  /** Bytes of each table. */
  readonly bytes: Readonly<Record<string, number>>;
}

const DAY = 24 * 3_600;
/** Events of accounts are kept for a year, those of unknown addresses for a day, jobs for a week, counts for three days. */
const KEPT_DAYS = { events: 365, unknownEvents: 1, jobs: 7, limits: 3 };

/** How often each operation happens in a day, for one account; by the names of {@link Costs}. */
function timesADay(a: Assumed): Readonly<Record<string, number>> {
  return {
    'GET /session': Math.max(0, a.LOOK_UPS - a.VISITS),
    'GET /session, ten minutes later': a.VISITS,
    'login, known device': a.SIGN_INS * (1 - a.NEW_DEVICES),
    'login, new device': a.SIGN_INS * a.NEW_DEVICES,
    'login, wrong password': a.SIGN_INS * a.WRONG_PASSWORDS,
    'login, unknown address': a.SIGN_INS * a.STRANGERS,
    'requestPasswordReset, known address': a.FORGOTTEN,
    'requestPasswordReset, unknown address': a.FORGOTTEN * a.UNKNOWN,
    resetPassword: a.FORGOTTEN,
    register: a.REGISTRATIONS,
    completeRegistration: a.REGISTRATIONS,
    requestEmailChange: a.EMAIL_CHANGES,
    confirmEmailChange: a.EMAIL_CHANGES,
    'a webhook, queued and delivered': a.FORGOTTEN * 2 + a.REGISTRATIONS + a.EMAIL_CHANGES * 2,
  };
}

/** Each with one hash, in which a password is checked or made. */
const HASHES: ReadonlySet<string> = new Set([
  'login, known device',
  'login, new device',
  'login, wrong password',
  'login, unknown address',
  'resetPassword',
  'completeRegistration',
  'requestEmailChange',
]);

/** Each with one email. */
const MAILS: ReadonlySet<string> = new Set([
  'login, new device',
  'requestPasswordReset, known address',
  'resetPassword',
  'register',
  'requestEmailChange',
  'confirmEmailChange',
]);

/** What so many accounts need by the costs of a run. */
export function needsOf(accounts: number, { costs, sizes, hashMs }: Costs, a: Assumed): Needs {
  const times = Object.entries(timesADay(a));
  const daily = (figure: (name: string) => number) =>
    accounts * times.reduce((sum, [name, often]) => sum + often * figure(name), 0);
  const costOf = (name: string) => {
    const cost = costs.find(each => each.name === name);
    if (!cost) throw new Error(`no cost of ${name} was measured`);
    return cost;
  };
  const atPeak = (figure: (name: string) => number) => (daily(figure) * a.PEAK) / DAY;
  const cores = (ms: (name: string) => number) => atPeak(ms) / 1_000 / a.BUSY;
  const hashingCores = cores(name => (HASHES.has(name) ? hashMs : 0));
  const otherCores = cores(name => costOf(name).serverMs);
  const bytesPerRow = (table: string) => sizes.find(each => each.table === table)?.bytesPerRow ?? Number.NaN;
  const rowsADay = (table: string) => daily(name => costOf(name).rows[table] ?? 0);
  const unknownEvents = accounts * a.SIGN_INS * a.STRANGERS + accounts * a.FORGOTTEN * a.UNKNOWN;
  return {
    signInsPerSecond: atPeak(name => (name.startsWith('login') ? 1 : 0)),
    lookUpsPerSecond: atPeak(name => (name.startsWith('GET') ? 1 : 0)),
    hashingCores,
    otherCores,
    replicas: Math.max(2, Math.ceil((hashingCores + otherCores) / a.CORES)),
    databaseCores: cores(name => costOf(name).databaseMs),
    statementsPerSecond: atPeak(name => costOf(name).statements),
    logBytesPerSecond: atPeak(name => costOf(name).logBytes),
    mailsPerHour: atPeak(name => (MAILS.has(name) ? 1 : 0)) * 3_600,
    bytes: {
      account: accounts * bytesPerRow('account'),
      session: accounts * a.SESSIONS * bytesPerRow('session'),
      security_event:
        ((rowsADay('security_event') - unknownEvents) * KEPT_DAYS.events + unknownEvents * KEPT_DAYS.unknownEvents) *
        bytesPerRow('security_event'),
      mail_job: rowsADay('mail_job') * KEPT_DAYS.jobs * bytesPerRow('mail_job'),
      rate_limit: rowsADay('rate_limit') * KEPT_DAYS.limits * bytesPerRow('rate_limit'),
    },
  };
}
