import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { type Clock, systemClock } from '../domain/clock.ts';
import { type RetryRules, USUAL_RETRY_RULES } from '../queue/backoff.ts';
import type { Delivery } from '../queue/delivery.ts';
import type { Job } from '../queue/job.ts';
import type { Composer, Composers } from './compose.ts';
import type { MailJobKind } from './kinds.ts';
import { createPlaces } from './places.ts';
import type { Templates } from './templates/templates.ts';
import { type MailTransport, TOO_SLOW } from './transport.ts';

/** The note about a deleted account is the last thing that holds its address. */
const ERASED_KINDS: readonly MailJobKind[] = ['account-deleted'];

/** The wait of a decoy before the first mail: that of an SMTP dialogue with a nearby server. */
const FIRST_HAND_OVER_MS = 50;

/** The maximum wait of a decoy. */
const LONGEST_HAND_OVER_MS = 2_000;

/** The stages of a mail end each by itself, the last one after ten minutes. This is for what they do not cover. */
const ATTEMPT_MS = 3_600_000;

/** A slow mail keeps its connection for this long, even where others wait for it. */
const SLOW_AT_LEAST_MS = 150_000;

/**
 * How the queue delivers mail. A job is composed, rendered and handed to the mail server. A decoy is composed and
 * rendered in the same way and then dropped, after as long as the last mail took at the mail server. Meanwhile it takes
 * a connection's place. Otherwise the arrival of a stranger's own mail would tell whether mails before it were sent.
 *
 * A server may take ten minutes to reply to a mail. So that silent recipients do not hold up the others, a slow mail
 * leaves its place and goes on over a connection of its own. There are as many again; when all are taken, the oldest
 * slow mail is ended and tried later.
 */
export function mailDelivery(options: {
  readonly orm: { readonly em: SqlEntityManager };
  readonly composers: Composers;
  readonly templates: Templates;
  readonly transport: MailTransport;
  readonly clock?: Clock | undefined;
  readonly retry?: RetryRules | undefined;
  readonly slowAtLeastMs?: number | undefined;
}): Delivery {
  const { orm, templates, transport, clock = systemClock, retry = USUAL_RETRY_RULES } = options;
  const { slowAtLeastMs = SLOW_AT_LEAST_MS } = options;
  const composers: Readonly<Record<string, Composer>> = options.composers;
  const inPlace = createPlaces(transport.connections);
  /** The slow mails that have left their places, oldest first. */
  const slow = new Set<{ readonly since: number; readonly tooSlow: AbortController }>();
  let lastHandOverMs = FIRST_HAND_OVER_MS;

  /** Whether there is a connection for one more slow mail. If not, there is soon, where the oldest has had its time. */
  function roomForSlow(): boolean {
    if (slow.size < transport.connections) return true;
    const [oldest] = slow;
    if (oldest && performance.now() - oldest.since > slowAtLeastMs) oldest.tooSlow.abort(TOO_SLOW);
    return false;
  }

  function composerOf(kind: string): Composer {
    const composer = composers[kind];
    if (!composer) throw new Error(`no composer for jobs of kind "${kind}"`);
    return composer;
  }

  return {
    name: 'mail',
    kinds: Object.keys(options.composers),
    erasedKinds: ERASED_KINDS,
    // Twice the connections: while one mail is being sent, the next one for that connection is being composed.
    concurrency: 2 * transport.connections,
    retry,
    attemptMs: ATTEMPT_MS,
    async onClaim(em, jobs) {
      for (const [kind, ofKind] of Map.groupBy(jobs, (job: Job) => job.kind))
        await composerOf(kind).onClaim?.(em, ofKind);
    },
    async deliver(job, signal, onSlow) {
      const now = clock();
      const mail = await composerOf(job.kind).compose(orm.em.fork(), job, now);
      const rendered = templates.render(mail);
      const { to } = mail;
      return inPlace(async leavePlace => {
        if (to === undefined) {
          await sleep(lastHandOverMs, undefined, { signal }).catch(() => undefined);
          return { kind: 'discarded' };
        }
        const attempt = { since: performance.now(), tooSlow: new AbortController() };
        const outcome = await transport.send(
          { id: job.id, to, language: mail.language, date: now, ...rendered },
          AbortSignal.any([signal, attempt.tooSlow.signal]),
          () => {
            if (slow.has(attempt) || !roomForSlow()) return;
            slow.add(attempt);
            leavePlace();
            onSlow();
          },
        );
        slow.delete(attempt);
        if (outcome.kind === 'accepted')
          lastHandOverMs = Math.min(performance.now() - attempt.since, LONGEST_HAND_OVER_MS);
        return outcome;
      });
    },
  };
}
