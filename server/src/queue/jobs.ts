import type { EntityManager, FilterQuery } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Caller } from '../domain/caller.ts';
import { type CanonicalEmail, canonicalEmail, type EmailAddress } from '../domain/emailAddress.ts';
import type { Language } from '../domain/language.ts';
import { boundStatement, plainEntity } from '../sql/boundStatement.ts';
import { isPostgresql } from '../sql/isPostgresql.ts';
import { Job, type JobState } from './job.ts';
import { timeOrderedId } from './timeOrderedId.ts';

// Every statement on the job table.

/** What is to be delivered, to whom, and in which language. */
export interface NewJob {
  readonly kind: string;
  /** The address as it was asked for. */
  readonly address?: string | null | undefined;
  readonly accountId?: string | null | undefined;
  readonly language: Language;
  /** The caller that asked, for the record of events. */
  readonly caller?: Partial<Pick<Caller, 'ipAddress' | 'userAgent'>> | undefined;
  /** What must still hold at delivery, in the words of its composer. */
  readonly condition?: string | undefined;
}

/**
 * A job is first tried after a random delay of at most so many milliseconds. Otherwise its delivery would slow down the
 * next answer, whose time would reveal whether the address is known.
 */
const FIRST_ATTEMPT_WITHIN_MS = 300;

/** The row of a job that waits for a worker. `random` is from 0 up to 1, as `Math.random`. */
export function newJob(job: NewJob, now: Date, random: () => number = Math.random) {
  return {
    id: timeOrderedId(),
    kind: job.kind,
    address: job.address ?? null,
    accountId: job.accountId ?? null,
    language: job.language,
    ipAddress: job.caller?.ipAddress ?? null,
    userAgent: job.caller?.userAgent ?? null,
    condition: job.condition ?? null,
    state: 'queued' as const,
    attempts: 0,
    nextAttemptAt: new Date(now.getTime() + Math.floor(random() * FIRST_ATTEMPT_WITHIN_MS)),
    leaseOwner: null,
    leaseExpiresAt: null,
    lastReply: null,
    createdAt: now,
    settledAt: null,
  };
}

/** Writes new jobs, all in one statement, within the transaction of the entity manager if there is one. */
export async function insertJobs(em: SqlEntityManager, jobs: ReadonlyArray<ReturnType<typeof newJob>>): Promise<void> {
  await boundStatement(
    em,
    `insert into mail_job
       (id, kind, address, account_id, language, ip_address, user_agent, condition, state, attempts, next_attempt_at, created_at)
     values ${jobs.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
    jobs.flatMap(job => [
      job.id,
      job.kind,
      job.address,
      job.accountId,
      job.language,
      job.ipAddress,
      job.userAgent,
      job.condition,
      job.state,
      job.attempts,
      job.nextAttemptAt,
      job.createdAt,
    ]),
  );
}

/** A job about an account whose content is fixed, and that is delivered after the earlier ones of the account. */
export interface OrderedJob {
  readonly kind: string;
  readonly accountId: string;
  /** An address that goes with the payload, and is forgotten when the account is deleted. */
  readonly address: string | null;
  /** What is to be delivered. */
  readonly payload: string;
}

/**
 * Writes a job after those of its account that are not delivered yet, within the transaction of the entity manager.
 * Where the transaction has changed or locked the row of the account first, the order is that of the commits: the
 * database lets one transaction at a time do so. Clocks have no part in it.
 */
export async function insertOrderedJob(em: SqlEntityManager, job: OrderedJob, now: Date): Promise<void> {
  const { kind, accountId, address, payload } = job;
  await boundStatement(
    em,
    `insert into mail_job
       (id, kind, account_id, address, language, state, attempts, next_attempt_at, created_at, payload, position)
     values (?, ?, ?, ?, 'en', 'queued', 0, ?, ?, ?, (
       select coalesce(max(position), 0) + 1 from mail_job where account_id = ? and payload is not null
     ))`,
    [timeOrderedId(), kind, accountId, address, now, now, payload, accountId],
  );
}

/** Which jobs a worker may claim. */
export interface Claimable {
  readonly kinds: readonly string[];
  /** Whether the jobs of one account wait for each other. */
  readonly ordered?: boolean | undefined;
}

/** Which jobs, for whom, until when, and how many at most. */
export interface Claim extends Claimable {
  readonly owner: string;
  readonly now: Date;
  readonly leaseMs: number;
  readonly limit: number;
}

/**
 * Leaves out the jobs that wait for an earlier one of their account, which is queued until it is delivered or parked.
 * One index holds the few jobs of each account, so each look-up is short. PostgreSQL must not think of a better way:
 * its statistics say that nothing waits, and it would compare each job with all that waits. A scalar cannot become a
 * join, and no index but that one helps to find what has not ended.
 */
const FIRST_OF_ITS_ACCOUNT = `and (
  select earlier.id from mail_job as earlier
  where earlier.account_id = job.account_id and earlier.payload is not null and earlier.settled_at is null
    and (earlier.position, earlier.id) < (job.position, job.id)
  limit 1
) is null`;

/**
 * Claims due jobs under a lease, the longest due first: unclaimed jobs, and jobs whose lease has expired. It is one
 * statement, so that no two workers claim the same job. SQLite has one writer at a time; on PostgreSQL it skips rows
 * that another worker has locked.
 */
export async function claimJobs(em: SqlEntityManager, claim: Claim): Promise<Job[]> {
  const skipLocked = isPostgresql(em) ? 'for update of job skip locked' : '';
  const rows = await boundStatement(
    em,
    `with due as materialized (
       select id from mail_job as job
       where state = 'queued' and next_attempt_at <= ? and (lease_expires_at is null or lease_expires_at <= ?)
         and kind in (${placeholders(claim.kinds)}) ${claim.ordered ? FIRST_OF_ITS_ACCOUNT : ''}
       order by next_attempt_at limit ? ${skipLocked}
     )
     update mail_job set lease_owner = ?, lease_expires_at = ?, attempts = attempts + 1
     where id in (select id from due) returning *`,
    [claim.now, claim.now, ...claim.kinds, claim.limit, claim.owner, new Date(claim.now.getTime() + claim.leaseMs)],
  );
  const jobs = rows.map(row => plainEntity(em, Job, row));
  return jobs.sort((a, b) => a.nextAttemptAt.getTime() - b.nextAttemptAt.getTime());
}

/** When the first of the jobs that no worker holds is due; undefined where there is none. */
export async function nextDueAt(
  em: SqlEntityManager,
  { kinds, ordered }: Claimable,
  now: Date,
): Promise<Date | undefined> {
  const [row] = await boundStatement(
    em,
    `select next_attempt_at from mail_job as job
     where state = 'queued' and (lease_expires_at is null or lease_expires_at <= ?)
       and kind in (${placeholders(kinds)}) ${ordered ? FIRST_OF_ITS_ACCOUNT : ''}
     order by next_attempt_at limit 1`,
    [now, ...kinds],
  );
  return row && plainEntity(em, Job, row).nextAttemptAt;
}

/**
 * Renews the leases of jobs that are still being delivered. Returns the ids that are still this worker's; a job that is
 * missing among them has been claimed by another.
 */
export async function renewLeases(
  em: SqlEntityManager,
  owner: string,
  ids: readonly string[],
  expiresAt: Date,
): Promise<ReadonlySet<string>> {
  const rows = await boundStatement<{ readonly id: string }>(
    em,
    `update mail_job set lease_expires_at = ? where id in (${placeholders(ids)}) and lease_owner = ? returning id`,
    [expiresAt, ...ids, owner],
  );
  return new Set(rows.map(row => row.id));
}

/** Releases jobs that were claimed but not tried, as if they had never been claimed. */
export async function releaseJobs(em: SqlEntityManager, owner: string, ids: readonly string[]): Promise<void> {
  await boundStatement(
    em,
    `update mail_job set lease_owner = null, lease_expires_at = null, attempts = attempts - 1
     where id in (${placeholders(ids)}) and lease_owner = ?`,
    [...ids, owner],
  );
}

/** Defers a job to the given time. Does nothing when the lease was lost meanwhile. */
export async function deferJob(
  em: SqlEntityManager,
  owner: string,
  deferred: { readonly id: string; readonly reply: string; readonly until: Date; readonly unconfirmed: boolean },
): Promise<void> {
  await boundStatement(
    em,
    `update mail_job set next_attempt_at = ?, last_reply = ?, unconfirmed = unconfirmed + ?,
       lease_owner = null, lease_expires_at = null
     where id = ? and lease_owner = ?`,
    [deferred.until, deferred.reply, deferred.unconfirmed ? 1 : 0, deferred.id, owner],
  );
}

/** How exactly it is recorded until when jobs are excused, so that a long queue is written once an hour at most. */
const EXCUSED_WITHIN_MS = 3_600_000;

/** Excuses every queued job: a fault of the operator's keeps all of them. The day until they are given up starts anew. */
export async function excuseJobs(em: SqlEntityManager, kinds: readonly string[], now: Date): Promise<void> {
  await boundStatement(
    em,
    `update mail_job set excused_at = ?
     where state = 'queued' and kind in (${placeholders(kinds)}) and (excused_at is null or excused_at < ?)`,
    [now, ...kinds, new Date(now.getTime() - EXCUSED_WITHIN_MS)],
  );
}

/** Whether the server has accepted any job of these kinds since then. */
export async function wasAnySent(em: SqlEntityManager, kinds: readonly string[], since: Date): Promise<boolean> {
  const rows = await boundStatement(
    em,
    `select id from mail_job where state = 'sent' and settled_at > ? and kind in (${placeholders(kinds)})
     order by settled_at desc limit 1`,
    [since, ...kinds],
  );
  return rows.length > 0;
}

/** Whether a job to an address in its canonical form, or about an account, is queued or has ended since then. */
export async function isAnyQueuedOrEndedSince(
  em: SqlEntityManager,
  which: { readonly kind: string } & ({ readonly address: CanonicalEmail } | { readonly accountId: string }),
  since: Date,
): Promise<boolean> {
  const [condition, value] =
    'address' in which
      ? // SQL lowers both sides, so that the index serves also where JavaScript lowers other letters.
        ['account_id is null and lower(address) = lower(?)', which.address]
      : ['account_id = ?', which.accountId];
  const rows = await boundStatement(
    em,
    `select id from mail_job where ${condition} and kind = ? and (settled_at is null or settled_at > ?) limit 1`,
    [value, which.kind, since],
  );
  return rows.length > 0;
}

/** How a job ended. */
export interface Completion {
  readonly id: string;
  readonly state: Exclude<JobState, 'queued'>;
  readonly reply: string | null;
}

/**
 * Records how jobs ended, all in one statement. Only jobs that this worker still holds are updated. A worker without
 * the lease must not overrule the one that has claimed the job since. Jobs of `erasedKinds` lose their address; all but
 * parked ones lose their payload.
 */
export async function completeJobs(
  em: SqlEntityManager,
  owner: string,
  completions: readonly Completion[],
  now: Date,
  erasedKinds: readonly string[] = [],
): Promise<void> {
  const cases = completions.map(() => 'when ? then ?').join(' ');
  const ids = completions.map(({ id }) => id);
  const parked = completions.filter(({ state }) => state === 'parked').map(({ id }) => id);
  const kept = parked.length === 0 ? 'null' : `case when id in (${placeholders(parked)}) then payload end`;
  await boundStatement(
    em,
    `update mail_job set state = case id ${cases} end, last_reply = case id ${cases} end, settled_at = ?,
       lease_owner = null, lease_expires_at = null, payload = ${kept}${erasing(erasedKinds)}
     where id in (${placeholders(ids)}) and lease_owner = ? and state = 'queued'`,
    [
      ...completions.flatMap(({ id, state }) => [id, state]),
      ...completions.flatMap(({ id, reply }) => [id, reply]),
      now,
      ...parked,
      ...erasedKinds,
      ...ids,
      owner,
    ],
  );
}

/**
 * Parks the jobs that were asked for before the given time, were not excused since, and are not being delivered now.
 * Returns how many.
 */
export function parkOverdueJobs(
  em: SqlEntityManager,
  overdue: {
    readonly kinds: readonly string[];
    readonly askedBefore: Date;
    readonly reply: string;
    readonly now: Date;
    readonly erasedKinds?: readonly string[] | undefined;
  },
): Promise<number> {
  const { erasedKinds = [] } = overdue;
  return affectedBy(
    em,
    `update mail_job set state = 'parked', settled_at = ?, last_reply = ?, lease_owner = null, lease_expires_at = null${erasing(erasedKinds)}
     where state = 'queued' and kind in (${placeholders(overdue.kinds)}) and created_at < ?
       and (excused_at is null or excused_at < ?) and (lease_expires_at is null or lease_expires_at <= ?)`,
    [
      overdue.now,
      overdue.reply,
      ...erasedKinds,
      ...overdue.kinds,
      overdue.askedBefore,
      overdue.askedBefore,
      overdue.now,
    ],
  );
}

/**
 * Queues parked jobs of these kinds again, all of them or those with the given ids, as if they were requested now. So
 * they have their whole time again. They keep their ids. Other jobs are not changed. Returns how many were queued.
 */
export function retryJobs(
  em: EntityManager,
  kinds: readonly string[],
  now: Date,
  ids?: readonly string[],
): Promise<number> {
  return em.nativeUpdate(
    Job,
    { state: 'parked', kind: { $in: [...kinds] }, ...(ids && { id: { $in: [...ids] } }) },
    { state: 'queued', attempts: 0, unconfirmed: 0, createdAt: now, nextAttemptAt: now, settledAt: null },
  );
}

function erasing(kinds: readonly string[]): string {
  return kinds.length === 0 ? '' : `, address = case when kind in (${placeholders(kinds)}) then null else address end`;
}

/** An address that an account had until then. Later jobs to it are about another account. */
export interface FormerAddress {
  readonly address: EmailAddress;
  readonly until: Date;
}

/**
 * What jobs are about: an account, and its addresses in any spelling. A job that names another account is that one's: it
 * had the address before, or wants it.
 */
interface About {
  readonly accountId: string;
  readonly address: CanonicalEmail;
  readonly formerAddresses: readonly FormerAddress[];
}

async function areAbout(em: SqlEntityManager, about: About): Promise<FilterQuery<Job>> {
  const ids = await jobsTo(em, about.address);
  for (const { address, until } of about.formerAddresses) {
    ids.push(...(await jobsTo(em, canonicalEmail(address), until)));
  }
  return { $or: [{ accountId: about.accountId }, { id: { $in: ids } }] };
}

/** Every job about an account or its addresses, the newest first. */
export async function jobsAbout(em: SqlEntityManager, about: About): Promise<Job[]> {
  return em.find(Job, await areAbout(em, about), { orderBy: { createdAt: 'desc', id: 'desc' } });
}

/**
 * Deletes every job about an account or its addresses, in any spelling and state. Those with a payload are not delivered
 * yet, and lose their address alone. The jobs are locked before the account is, as the claim of a worker locks them.
 */
export async function deleteJobsAbout(em: SqlEntityManager, about: About): Promise<void> {
  await em.nativeDelete(Job, { $and: [await areAbout(em, about), { payload: null }] });
  await em.nativeUpdate(Job, { accountId: about.accountId, payload: { $ne: null } }, { address: null });
}

/** The jobs with these ids. */
export function jobsOf(em: SqlEntityManager, ids: readonly string[]): Promise<Job[]> {
  return em.find(Job, { id: { $in: [...ids] } });
}

/**
 * The ids of the jobs that name no account and go to an address, in any spelling, and were asked for before the given
 * time. SQL lowers letters of ASCII alone alike everywhere; for any other address it reads all jobs.
 */
async function jobsTo(em: SqlEntityManager, address: CanonicalEmail, until?: Date): Promise<string[]> {
  const ascii = /^[\x20-\x7e]*$/.test(address);
  const rows = await boundStatement<{ id: string; address: string }>(
    em,
    `select id, address from mail_job
     where account_id is null and ${ascii ? 'lower(address) = ?' : `address like ? escape '!'`}
       ${until ? 'and created_at < ?' : ''}`,
    [
      ascii ? address : `%${address.slice(address.lastIndexOf('@')).replace(/[!%_]/g, '!$&')}`,
      ...(until ? [until] : []),
    ],
  );
  return rows.filter(row => canonicalEmail(row.address as EmailAddress) === address).map(({ id }) => id);
}

/** Which jobs to show. */
export interface JobFilter {
  readonly kinds: readonly string[];
  readonly states?: readonly JobState[] | undefined;
  readonly limit: number;
}

/** The newest jobs first. What an operator sees of them is for the caller to choose: the address is among them. */
export function listJobs(em: EntityManager, { kinds, states, limit }: JobFilter): Promise<Job[]> {
  return em.find(
    Job,
    { kind: { $in: [...kinds] }, ...(states && { state: { $in: [...states] } }) },
    { orderBy: { createdAt: 'desc', id: 'asc' }, limit },
  );
}

/** What the server last replied to jobs that are not delivered, and to how many of them. */
export interface UndeliveredReply {
  readonly state: 'queued' | 'parked';
  readonly reply: string;
  readonly jobs: number;
}

/** At most `limit` replies to jobs of these kinds, the most frequent first. Jobs that were never tried have none. */
export async function undeliveredReplies(
  em: SqlEntityManager,
  kinds: readonly string[],
  limit: number,
): Promise<UndeliveredReply[]> {
  const rows = await boundStatement<{ state: UndeliveredReply['state']; reply: string; jobs: number | string }>(
    em,
    `select state, last_reply as reply, count(*) as jobs from mail_job
     where state in ('queued', 'parked') and last_reply is not null and kind in (${placeholders(kinds)})
     group by state, last_reply order by count(*) desc limit ?`,
    [...kinds, limit],
  );
  return rows.map(({ state, reply, jobs }) => ({ state, reply, jobs: Number(jobs) }));
}

/** The state of the jobs of some kinds, for metrics. */
export interface QueueStatus {
  readonly queued: number;
  readonly parked: number;
  readonly oldestQueuedSeconds: number;
}

/** Two counts and the age of the oldest job that still waits (0 when none does), by the indices of the queue. */
export async function queueStatus(em: SqlEntityManager, kinds: readonly string[], now: Date): Promise<QueueStatus> {
  const rows = await boundStatement<{ state: string; jobs: number | string; oldest: number | string | Date | null }>(
    em,
    `select state, count(*) as jobs, min(created_at) as oldest from mail_job
     where state in ('queued', 'parked') and kind in (${placeholders(kinds)}) group by state`,
    kinds,
  );
  const queued = rows.find(({ state }) => state === 'queued');
  const oldest = queued?.oldest ?? now;
  return {
    queued: Number(queued?.jobs ?? 0),
    parked: Number(rows.find(({ state }) => state === 'parked')?.jobs ?? 0),
    oldestQueuedSeconds: Math.max(0, (now.getTime() - new Date(oldest).getTime()) / 1000),
  };
}

const DAY_MS = 24 * 3_600_000;

/**
 * How long jobs that have ended are kept: a week what went well, a month what an operator may still want to look at.
 */
const KEPT_MS: Readonly<Record<Exclude<JobState, 'queued'>, number>> = {
  sent: 7 * DAY_MS,
  'nothing-to-send': 7 * DAY_MS,
  parked: 30 * DAY_MS,
};

/**
 * Deletes jobs that ended long ago, at most `limit` of each state, so that nothing waits for it for long. Returns how
 * many.
 */
export async function purgeJobs(em: SqlEntityManager, now: Date, limit: number): Promise<number> {
  let purged = 0;
  for (const [state, keptMs] of Object.entries(KEPT_MS)) {
    purged += await affectedBy(
      em,
      `delete from mail_job where id in (
         select id from mail_job where state = ? and settled_at < ? order by settled_at limit ?
       )`,
      [state, new Date(now.getTime() - keptMs), limit],
    );
  }
  return purged;
}

/** Replicas whose clocks differ by less than this do not disturb each other. */
const ALLOWANCE_MS = 60_000;

/**
 * Repairs the times of jobs that were written while the clock was ahead. No lease and no delay may end later than the
 * longest one made now. A job that was never tried, or was requested in the future, waits no longer than a new one. A
 * lease is shortened and not removed: a running worker renews it long before it expires.
 */
export async function repairAfterClockChange(
  em: SqlEntityManager,
  repair: {
    readonly kinds: readonly string[];
    readonly longestDelayMs: number;
    readonly leaseMs: number;
    readonly now: Date;
  },
): Promise<void> {
  const { kinds, longestDelayMs, leaseMs, now } = repair;
  const from = (ms: number) => new Date(now.getTime() + ms);
  const ofKinds = `kind in (${placeholders(kinds)})`;
  await boundStatement(
    em,
    `update mail_job set lease_expires_at = ? where state = 'queued' and lease_expires_at > ? and ${ofKinds}`,
    [from(leaseMs), from(leaseMs + ALLOWANCE_MS), ...kinds],
  );
  await boundStatement(
    em,
    `update mail_job set next_attempt_at = ?
     where state = 'queued' and ${ofKinds}
       and (next_attempt_at > ? or (next_attempt_at > ? and (attempts = 0 or created_at > ?)))`,
    [now, ...kinds, from(longestDelayMs + ALLOWANCE_MS), from(FIRST_ATTEMPT_WITHIN_MS), now],
  );
}

function placeholders(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

async function affectedBy(
  em: SqlEntityManager,
  text: string,
  values: ReadonlyArray<string | number | Date>,
): Promise<number> {
  const { affectedRows } = await em.execute<{ affectedRows: number }>(text, [...values], 'run');
  return affectedRows;
}
