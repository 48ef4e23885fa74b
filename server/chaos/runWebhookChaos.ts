import { randomBytes, randomUUID } from 'node:crypto';
import { Account, newAccount } from '../src/accounts/account.ts';
import { SecurityEvent } from '../src/accounts/securityEvent.ts';
import type { EmailAddress } from '../src/domain/emailAddress.ts';
import { queueStatus } from '../src/queue/jobs.ts';
import { hashSessionToken, type SessionToken } from '../src/sessions/currentSession.ts';
import { Session } from '../src/sessions/session.ts';
import type { Database } from '../src/sql/database.ts';
import { newClient } from '../src/testing/testClient.ts';
import { type ReceivedWebhook, startWebhookReceiver, WEBHOOK_SECRET } from '../src/testing/webhookReceiver.ts';
import { WEBHOOK_TYPES } from '../src/webhooks/webhookTypes.ts';
import { withChaosDatabase } from './chaosDatabase.ts';
import { type Killed, killServers } from './killServers.ts';

/** The extent of a run. */
export interface WebhookChaosOptions {
  kills: number;
  /** The run goes on until so many changes were answered. */
  changes: number;
  /** Servers on one database; more than one on PostgreSQL alone. */
  replicas: number;
}

/** What was changed, compared with what was told. */
export interface WebhookVerdict {
  /** Changes in the database, those included on which the server died before it had answered. */
  changes: number;
  /** Webhooks that were taken, repeated ones included. */
  webhooks: number;
  /** Changes that were never told: must be none. */
  lost: number;
  /** Webhooks of no change: must be none. */
  invented: number;
  /** Webhooks that came before an earlier one of their account: must be none. */
  disordered: number;
  /** Webhooks that were taken once more. */
  repeated: number;
}

/** So few that each is changed again and again, and its order matters. */
const ACCOUNTS = 30;

/** One webhook in so many is refused. */
const ONE_REFUSED_IN = 10;

/** So many that no run ends them all. They are made at once, since SQLite has one writer, and the servers need it. */
const SESSIONS = 200;

/** A person with a session of their own, who ends the others one by one. */
interface Person {
  readonly token: SessionToken;
  /** The ids of the other sessions. */
  readonly others: string[];
}

/**
 * Kills servers at which people end sessions of theirs. What the database holds of it is then compared with what a real
 * receiver was told.
 */
export function runWebhookChaos(
  options: WebhookChaosOptions,
): Promise<WebhookVerdict & Killed & { readonly seconds: number }> {
  return withChaosDatabase(async (database, common) => {
    const started = performance.now();
    const receiver = await startWebhookReceiver();
    receiver.answer = () => (Math.random() * ONE_REFUSED_IN < 1 ? 503 : 204);
    const free = await invent(database);
    let answered = 0;
    try {
      const killed = await killServers({
        kills: options.kills,
        replicas: options.replicas,
        jumpingClock: false,
        environment: { ...common, WEBHOOK_URL: receiver.url, WEBHOOK_SECRET },
        async visit(url) {
          const person = free.shift();
          if (!person) return;
          if (await endOneSession(url, person)) answered += 1;
          free.push(person);
        },
        isEnough: () => answered >= options.changes,
        queued: async () => (await queueStatus(database.em.fork(), WEBHOOK_TYPES, new Date())).queued,
      });
      const verdict = judge(await changesOf(database), receiver.received);
      return { ...verdict, ...killed, seconds: Math.round((performance.now() - started) / 1000) };
    } finally {
      await receiver.close();
    }
  });
}

/** Whether every guarantee holds: everything told, in order, and little of it twice. */
export function areToldOnce({ lost, invented, disordered, repeated, webhooks }: WebhookVerdict): boolean {
  return lost === 0 && invented === 0 && disordered === 0 && repeated < 0.02 * webhooks;
}

async function invent(database: Database): Promise<Person[]> {
  const now = new Date();
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) =>
    newAccount({ email: `person-${index}@example.com` as EmailAddress, passwordHash: null, createdAt: now }),
  );
  await database.em.fork().insertMany(Account, accounts);
  const people: Person[] = [];
  for (const { id: account } of accounts) {
    const tokens = Array.from({ length: SESSIONS }, () => randomBytes(32).toString('base64url') as SessionToken);
    const sessions = tokens.map(token => ({
      id: randomUUID() as string,
      tokenHash: hashSessionToken(token),
      account,
      createdAt: now,
      lastSeenAt: now,
      userAgent: null,
      ipAddress: null,
    }));
    await database.em.fork().insertMany(Session, sessions);
    people.push({ token: tokens[0] as SessionToken, others: sessions.slice(1).map(({ id }) => id) });
  }
  return people;
}

/** True when the server has answered that it has ended; false where it died before. */
async function endOneSession(url: string, { token, others }: Person): Promise<boolean> {
  const client = newClient({ url });
  client.cookies.set('rekey_session', token);
  try {
    const { data } = await client.send('mutation ($id: ID) { endSessions(id: $id) }', { id: others.pop() });
    return data?.endSessions === true;
  } catch {
    return false;
  }
}

/** How often sessions of each account were ended: the event is in the same transaction. */
async function changesOf(database: Database): Promise<ReadonlyMap<string, number>> {
  const events = await database.em.fork().find(SecurityEvent, { kind: 'SESSION_ENDED' });
  const byAccount = Map.groupBy(events, ({ account }) => account?.id ?? '');
  return new Map([...byAccount].map(([account, own]) => [account, own.length]));
}

/** How many webhooks of one account came before an earlier one. */
export function disorderIn(told: readonly ReceivedWebhook[]): number {
  return told.filter(({ timestamp }, index) => timestamp < (told[index - 1]?.timestamp ?? '')).length;
}

function judge(changed: ReadonlyMap<string, number>, received: readonly ReceivedWebhook[]): WebhookVerdict {
  const taken = received.filter(({ status }) => status === 204);
  const told = [...new Map(taken.map(webhook => [webhook.id, webhook])).values()];
  const byAccount = Map.groupBy(told, ({ data }) => data.account.id);
  const verdict = { lost: 0, invented: 0, disordered: 0 };
  for (const account of new Set([...changed.keys(), ...byAccount.keys()])) {
    const own = byAccount.get(account) ?? [];
    const changes = changed.get(account) ?? 0;
    verdict.lost += Math.max(0, changes - own.length);
    verdict.invented += Math.max(0, own.length - changes);
    verdict.disordered += disorderIn(own);
  }
  const changes = [...changed.values()].reduce((sum, count) => sum + count, 0);
  return { changes, webhooks: taken.length, ...verdict, repeated: taken.length - told.length };
}
