import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Clock } from '../domain/clock.ts';
import type { EmailAddress } from '../domain/emailAddress.ts';
import { insertOrderedJob } from '../queue/jobs.ts';
import type { WebhookType } from './webhookTypes.ts';

/** An account as a product knows it. */
interface ToldAccount {
  readonly id: string;
  readonly reference: string | null;
  /** The address that the account has after the change. */
  readonly email: EmailAddress;
}

/**
 * Tells the product that an account has changed: writes a webhook in the transaction of the change, after the change
 * itself. Wake the workers after the commit. Does nothing where no WEBHOOK_URL is configured.
 */
export type TellProduct = (em: SqlEntityManager, type: WebhookType, account: ToldAccount) => Promise<void>;

/** The product needs the address of these, and learns of no address without a need. */
const WITH_ADDRESS: readonly WebhookType[] = ['account.created', 'account.email_changed'];

/**
 * Makes the function for a product that has a WEBHOOK_URL. What is told is fixed now: at the delivery the account may be
 * another, or gone. The address stands beside it, so that it can go with the account.
 */
export function createTellProduct(clock: Clock): TellProduct {
  return async (em, type, { id, reference, email }) => {
    const now = clock();
    const address = WITH_ADDRESS.includes(type) ? email : null;
    const payload = JSON.stringify({ type, timestamp: now, data: { account: { id, reference } } });
    await insertOrderedJob(em, { kind: type, accountId: id, address, payload }, now);
  };
}
