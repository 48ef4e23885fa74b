import { MAIL_JOB_KINDS } from '../src/mail/kinds.ts';
import { matchesAny } from '../src/passwords/hashingWork.ts';
import { checkCurrent, type PasswordHash } from '../src/passwords/passwordHash.ts';
import { hashSessionToken, type SessionToken } from '../src/sessions/currentSession.ts';
import type { Database } from '../src/sql/database.ts';
import type { ReceivedWebhook } from '../src/testing/webhookReceiver.ts';
import { WEBHOOK_TYPES } from '../src/webhooks/webhookTypes.ts';
import type { Customer } from './customers.ts';
import { ALLOWED, type Insistent } from './insistent.ts';
import type { ArrivedMail, Mailboxes } from './mailboxes.ts';
import { disorderIn } from './runWebhookChaos.ts';

/** What was answered, compared with what the database holds and with what has arrived. */
export interface FailoverVerdict {
  /** Requests that were answered as done. */
  accepted: number;
  /** Changes of a password or an address that are known to have happened. */
  changes: number;
  mails: number;
  webhooks: number;
  /** Of what was accepted: mails, changes, sessions and webhooks that are not there. Must be none. */
  lost: Record<'mails' | 'changes' | 'sessions' | 'webhooks', number>;
  /** What is there and was never asked for, or should have ended. Must be none. */
  invented: Record<'mails' | 'changes' | 'sessions' | 'webhooks', number>;
  /** Changes of which a part is missing: event, note, webhook, ended sessions, password, address. Must be none. */
  halfDone: number;
  /** Webhooks of one account that came before an earlier one. Must be none. */
  disordered: number;
  /** Attempts that the limits let through beyond what they allow. Must be none. */
  beyondLimits: number;
  /** Mails and webhooks that came once more. */
  twice: { mails: number; webhooks: number };
  /** What customers met that must never be, in words. */
  contradictions: string[];
}

interface AccountRow {
  readonly id: string;
  readonly email: string;
  readonly password_hash: PasswordHash;
  readonly link_generation: number;
}
interface EventRow {
  readonly account_id: string;
  readonly kind: string;
}
interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly account_id: string | null;
  readonly state: string;
}
interface SessionRow {
  readonly account_id: string;
  readonly token_hash: string;
}

/** Reads everything and compares. The queue has to be empty. */
export async function judgeFailover(options: {
  readonly database: Database;
  readonly customers: readonly Customer[];
  readonly insistent: readonly Insistent[];
  readonly mailboxes: Mailboxes;
  readonly webhooks: readonly ReceivedWebhook[];
}): Promise<Omit<FailoverVerdict, 'accepted'>> {
  const { database, customers, insistent, mailboxes } = options;
  const em = database.em.fork();
  const rows = <Row>(sql: string) => em.execute(sql) as unknown as Promise<Row[]>;
  const accounts = new Map(
    (await rows<AccountRow>('select id, email, password_hash, link_generation from account')).map(row => [row.id, row]),
  );
  const events = Map.groupBy(
    await rows<EventRow>('select account_id, kind from security_event where account_id is not null order by id'),
    row => row.account_id,
  );
  const jobs = await rows<JobRow>('select id, kind, account_id, state from mail_job');
  const sessions = Map.groupBy(
    await rows<SessionRow>('select account_id, token_hash from session'),
    row => row.account_id,
  );
  const jobsOf = Map.groupBy(jobs, row => row.account_id ?? '');
  const jobById = new Map(jobs.map(row => [row.id, row]));

  const taken = options.webhooks.filter(({ status }) => status === 204);
  const told = [...new Map(taken.map(webhook => [webhook.id, webhook])).values()];
  const toldOf = Map.groupBy(told, ({ data }) => data.account.id);
  const arrivedAt = Map.groupBy(mailboxes.arrived.values(), mail => `${mail.kind} ${mail.address}`);
  const mails = [...mailboxes.arrived.values()];

  const verdict = {
    changes: 0,
    mails: mails.length,
    webhooks: told.length,
    lost: { mails: 0, changes: 0, sessions: 0, webhooks: 0 },
    invented: { mails: 0, changes: 0, sessions: 0, webhooks: 0 },
    halfDone: 0,
    disordered: 0,
    beyondLimits: insistent.reduce((sum, { kind, tally }) => sum + Math.max(0, tally.accepted - ALLOWED[kind]), 0),
    twice: { mails: mails.reduce((sum, { times }) => sum + times - 1, 0), webhooks: taken.length - told.length },
    contradictions: customers.flatMap(customer => customer.contradictions),
  };
  const { lost, invented } = verdict;
  /** Adds what is missing of `least`, and what is more than `most`. */
  const compare = (what: keyof typeof lost, found: number, least: number, most = least) => {
    lost[what] += Math.max(0, least - found);
    invented[what] += Math.max(0, found - most);
  };

  const isMail = ({ kind }: JobRow) => (MAIL_JOB_KINDS as readonly string[]).includes(kind);
  const isWebhook = ({ kind }: JobRow) => (WEBHOOK_TYPES as readonly string[]).includes(kind);
  const toldIds = new Set(told.map(({ id }) => id));
  lost.mails += jobs.filter(
    job => isMail(job) && (job.state === 'sent' ? !mailboxes.arrived.has(job.id) : job.state !== 'nothing-to-send'),
  ).length;
  lost.webhooks += jobs.filter(job => isWebhook(job) && !toldIds.has(job.id)).length;
  invented.mails += mails.filter(({ jobId }: ArrivedMail) => !jobById.has(jobId)).length;
  invented.webhooks += told.filter(({ id }) => !jobById.has(id)).length;

  for (const customer of customers) {
    const account = accounts.get(customer.id);
    const own = events.get(customer.id) ?? [];
    const happened = (kind: string) => own.filter(event => event.kind === kind).length;
    const [resets, moves] = [happened('PASSWORD_RESET'), happened('EMAIL_CHANGED')];
    verdict.changes += customer.resets + customer.moves;
    compare('changes', resets, customer.resets);
    compare('changes', moves, customer.moves);
    compare('sessions', happened('LOGGED_IN'), customer.logins.accepted, sumOf(customer.logins));

    // Each change with all of its parts.
    const ownJobs = jobsOf.get(customer.id) ?? [];
    const queued = (kind: string) => ownJobs.filter(job => job.kind === kind).length;
    const parts: ReadonlyArray<readonly [number, number]> = [
      [resets, queued('password-changed')],
      [resets, queued('account.password_changed')],
      [moves, queued('email-changed')],
      [moves, queued('account.email_changed')],
      [moves, account?.link_generation ?? -1],
      [happened('EMAIL_CHANGE_REQUESTED'), queued('email-change')],
      [endingsOf(own), queued('sessions.ended')],
      [startedSinceLastChange(own), sessions.get(customer.id)?.length ?? 0],
    ];
    verdict.halfDone += parts.filter(([event, part]) => event !== part).length;
    const { email, password } = customer.credentials;
    const check = account && checkCurrent(password, account.password_hash);
    const isRight = account?.email === email && check !== undefined && matchesAny(check);
    if (!isRight) verdict.halfDone += 1;

    const alive = new Set(sessions.get(customer.id)?.map(row => row.token_hash));
    const isAlive = (token: string) => alive.has(hashSessionToken(token as SessionToken));
    lost.sessions += customer.sessions.filter(token => !isAlive(token)).length;
    invented.sessions += customer.ended.filter(isAlive).length;

    for (const [kind, tallies] of [
      ['password-reset-confirm', customer.resetMails],
      ['email-change', customer.moveMails],
    ] as const) {
      for (const [address, tally] of tallies)
        compare('mails', arrivedAt.get(`${kind} ${address}`)?.length ?? 0, tally.accepted, sumOf(tally));
    }
    verdict.disordered += disorderIn(toldOf.get(customer.id) ?? []);
  }
  return verdict;
}

/** Whether every guarantee holds. Few of the mails and webhooks may come twice (docs/reliability.md). */
export function isNothingLost(verdict: Omit<FailoverVerdict, 'accepted'>): boolean {
  const { lost, invented, halfDone, disordered, beyondLimits, twice, contradictions, mails, webhooks } = verdict;
  const none = [...Object.values(lost), ...Object.values(invented), halfDone, disordered, beyondLimits];
  return (
    none.every(count => count === 0) &&
    contradictions.length === 0 &&
    twice.mails < 0.02 * mails &&
    twice.webhooks < 0.02 * webhooks
  );
}

const sumOf = ({ accepted, unknown }: { readonly accepted: number; readonly unknown: number }) => accepted + unknown;

const CHANGES = /^(?:PASSWORD_RESET|EMAIL_CHANGED)$/;

/** How many changes found a session to end. Events are in the order of the commits: one changes the account at a time. */
function endingsOf(events: readonly EventRow[]): number {
  let started = 0;
  let endings = 0;
  for (const { kind } of events) {
    if (kind === 'LOGGED_IN') started += 1;
    if (!CHANGES.test(kind)) continue;
    if (started > 0) endings += 1;
    started = 0;
  }
  return endings;
}

function startedSinceLastChange(events: readonly EventRow[]): number {
  const last = events.findLastIndex(({ kind }) => CHANGES.test(kind));
  return events.slice(last + 1).filter(({ kind }) => kind === 'LOGGED_IN').length;
}
