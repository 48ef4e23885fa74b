import { setImmediate } from 'node:timers/promises';
import { AddressChange } from '../accounts/addressChange.ts';
import { formerAddresses } from '../accounts/formerAddresses.ts';
import { type TooManyRequests, tooManyRequests } from '../accounts/outcomes.ts';
import type { Scope } from '../accounts/scope.ts';
import type { SecurityEvent } from '../accounts/securityEvent.ts';
import { eventsBefore } from '../accounts/securityEvents.ts';
import { canonicalEmail, type EmailAddress, shownEmail } from '../domain/emailAddress.ts';
import type { Job } from '../queue/job.ts';
import { jobsAbout } from '../queue/jobs.ts';
import { WEBHOOK_TYPES } from '../webhooks/webhookTypes.ts';
import type { LiveSession } from './currentSession.ts';
import { Session } from './session.ts';

/** The kinds of email that open an account. They are older than it, and anyone may have asked for them. */
const OPENING: readonly string[] = ['registration', 'invitation'];

/** How many events are read at once. */
const PAGE = 500;

/**
 * Everything that is kept about the signed-in account, as JSON to be read by people and programs. Every column is named
 * here, so that a new one does not slip out: hashes of passwords and session tokens never do. Counts of attempts are not
 * in it, since they are stored under keyed hashes that name no one.
 */
export async function accountData(
  scope: Pick<Scope, 'em' | 'clock' | 'limiter'>,
  { account, session }: LiveSession,
): Promise<{ readonly outcome: 'AccountData'; readonly json: string } | TooManyRequests> {
  const { em } = scope;
  const admission = await scope.limiter.admit(scope, 'accountData', { accountId: account.id });
  if (!admission.admitted) return tooManyRequests(admission.waitSeconds);

  const { id, email, reference, createdAt, lastLoginAt, language, disabled, passwordHash } = account;
  const sessions = await em.find(Session, { account: id }, { orderBy: { lastSeenAt: 'desc' } });
  const changes = await em.find(AddressChange, { account: id }, { orderBy: { changedAt: 'desc' } });
  const former = await formerAddresses(em, id);
  const jobs = await jobsAbout(em, { accountId: id, address: account.canonicalEmail, formerAddresses: former });
  const isWebhook = new Set<string>(WEBHOOK_TYPES);
  const webhooks = jobs.filter(({ kind }) => isWebhook.has(kind));
  const emails = jobs.filter(job => !isWebhook.has(job.kind) && isOwn(job));

  /** Whether an email was about this account: one that names none may have been for who had the address before. */
  function isOwn({ accountId, address, kind, createdAt: askedAt }: Job): boolean {
    if (accountId !== null) return true;
    const asked = canonicalEmail(address as EmailAddress);
    const isFormer = former.some(each => canonicalEmail(each.address) === asked && askedAt < each.until);
    const since = isFormer ? createdAt : (changes[0]?.changedAt ?? createdAt);
    return askedAt >= since || (since === createdAt && OPENING.includes(kind));
  }

  const data = {
    madeAt: scope.clock(),
    account: {
      id,
      email: shownEmail(email),
      reference,
      createdAt,
      lastLoginAt,
      language,
      disabled,
      hasPassword: passwordHash !== null,
    },
    sessions: sessions.map(({ id: sessionId, createdAt: startedAt, lastSeenAt, userAgent, ipAddress }) => ({
      id: sessionId,
      createdAt: startedAt,
      lastSeenAt,
      userAgent,
      ipAddress,
      current: sessionId === session.id,
    })),
    securityEvents: await wholeHistory(scope, id),
    addressChanges: changes.map(({ changedAt }) => ({ changedAt })),
    webhooks: webhooks.map(job => ({
      id: job.id,
      type: job.kind,
      address: job.address,
      toldAt: job.createdAt,
      state: job.state,
      endedAt: job.settledAt,
    })),
    emails: emails.map(job => ({
      id: job.id,
      kind: job.kind,
      address: job.address,
      language: job.language,
      requestedAt: job.createdAt,
      ...(job.createdAt >= createdAt && { userAgent: job.userAgent, ipAddress: job.ipAddress }),
      // It would tell what is known of an address that is not the account's: that of a disabled account gets none.
      ...(job.kind !== 'email-change' && { state: job.state, endedAt: job.settledAt }),
    })),
  };
  return { outcome: 'AccountData', json: JSON.stringify(data, null, 2) };
}

/**
 * Every event of an account, the newest first. A program that signs in again and again has a hundred thousand, so others
 * are answered between two pages.
 */
async function wholeHistory({ em }: Pick<Scope, 'em'>, accountId: string): Promise<object[]> {
  const history: Array<Pick<SecurityEvent, 'id' | 'at'>> = [];
  for (;;) {
    const page = await eventsBefore(em.fork(), accountId, history.at(-1), PAGE);
    history.push(
      ...page.map(({ id, kind, at, userAgent, ipAddress, count }) => ({ id, kind, at, userAgent, ipAddress, count })),
    );
    if (page.length < PAGE) return history;
    await setImmediate();
  }
}
