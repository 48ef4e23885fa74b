import type { Config } from '../../config/config.ts';
import { adviceFor } from '../../webhooks/advice.ts';
import type { Finding } from './finding.ts';
import { type JobNames, parkedFindings, type Undelivered, waitingFinding } from './undelivered.ts';

const WEBHOOKS: JobNames = { check: 'Webhooks', noun: 'webhook', command: 'webhook' };

/**
 * Says why webhooks wait, by the last replies of the receiver, and which are parked. Sends none. Finds nothing where the
 * database could not be read, which other checks tell.
 */
export function checkWebhooks(config: Pick<Config, 'webhooks'>, undelivered: Undelivered | undefined): Finding[] {
  if (!undelivered) return [];
  const replies = undelivered.webhooks;
  const waiting = replies.filter(({ state }) => state === 'queued');
  const findings = [
    ...[...Map.groupBy(waiting, adviceOf)].map(([advice, same]) =>
      waitingFinding(WEBHOOKS, same, { state: 'warning', advice }),
    ),
    ...parkedFindings(WEBHOOKS, replies),
  ];
  if (findings.length > 0) return findings;
  const says = config.webhooks ? 'no webhook waits for you' : 'WEBHOOK_URL is not set: the product is told nothing';
  return [{ check: WEBHOOKS.check, state: 'ok', says }];

  function adviceOf({ reply }: { readonly reply: string }): string {
    return config.webhooks ? adviceFor(reply) : 'WEBHOOK_URL is not set: set it again to deliver them';
  }
}
