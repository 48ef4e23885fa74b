import { type Clock, systemClock } from '../domain/clock.ts';
import { type EmailAddress, shownEmail } from '../domain/emailAddress.ts';
import type { RetryRules } from '../queue/backoff.ts';
import type { Delivery, Outcome } from '../queue/delivery.ts';
import type { Job } from '../queue/job.ts';
import { type Answer, type PostOptions, postWebhook, type WebhookSettings } from './postWebhook.ts';
import { WEBHOOK_TYPES } from './webhookTypes.ts';

/** About a second at first, a quarter of an hour at most, for three days. */
const WEBHOOK_RETRY: RetryRules = {
  firstDelayMs: 1_000,
  longestDelayMs: 15 * 60_000,
  giveUpAfterMs: 3 * 24 * 3_600_000,
};

/** Connections at the same time: each of their webhooks may come twice when the process dies. */
const CONCURRENCY = 5;

/** After this time an attempt goes on beside the others, which then need not wait for it. */
const SLOW_AFTER_MS = 1_000;

/**
 * How the queue delivers webhooks: each as one request, in order for one account. An answer of 2xx takes it over, 410
 * (Gone) parks it, and everything else is tried again.
 */
export function webhookDelivery(
  options: Omit<PostOptions, 'signal'> & {
    readonly settings: WebhookSettings;
    readonly clock?: Clock | undefined;
    readonly retry?: RetryRules | undefined;
    readonly slowAfterMs?: number | undefined;
  },
): Delivery {
  const { settings, clock = systemClock, retry = WEBHOOK_RETRY, slowAfterMs = SLOW_AFTER_MS } = options;
  return {
    name: 'webhook',
    kinds: WEBHOOK_TYPES,
    ordered: true,
    concurrency: CONCURRENCY,
    retry,
    async deliver(job, signal, onSlow) {
      const slow = setTimeout(onSlow, slowAfterMs);
      try {
        const message = { id: job.id, sentAt: clock(), body: bodyOf(job) };
        return outcomeOf(await postWebhook(settings, message, { ...options, signal }), job);
      } finally {
        clearTimeout(slow);
      }
    },
  };
}

/** The payload, with the address that stands beside it. */
function bodyOf({ payload, address }: Job): string {
  const told = JSON.parse(payload ?? '{}') as { data?: object };
  if (address === null) return JSON.stringify(told);
  return JSON.stringify({ ...told, data: { ...told.data, email: shownEmail(address as EmailAddress) } });
}

/**
 * What an answer means for the queue. One that is about this account alone holds up no other; the circuit breaker opens
 * where several accounts in a row are refused, or where the receiver cannot be reached.
 */
function outcomeOf({ kind, reply }: Answer, { accountId, id }: Job): Outcome {
  switch (kind) {
    case 'taken':
      return { kind: 'accepted', reply };
    case 'gone':
      return { kind: 'rejected', reply };
    case 'refused':
      return { kind: 'deferred', reply, suspect: accountId ?? id };
    case 'unreachable':
      return { kind: 'unavailable', reply };
  }
}
