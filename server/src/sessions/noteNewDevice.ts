import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Account } from '../accounts/account.ts';
import type { Scope } from '../accounts/scope.ts';
import { describeDevice } from '../domain/describeDevice.ts';
import { clientNetworks } from '../limits/clientNetworks.ts';
import { enqueueMailWithin } from '../mail/enqueueMailWithin.ts';

/** For so long after its creation the first sign-in to an account is the owner's, who may have changed browsers. */
const JUST_CREATED_MS = 60 * 60 * 1000;

/**
 * Queues an email about a sign-in from a new device, in the transaction of the sign-in. A device is known by its cookie.
 * Browsers that keep none are told apart by their name, system and network, and each is noted once a day. True where an
 * email was queued; wake the mail worker after the commit.
 */
export async function noteNewDevice(
  scope: Pick<Scope, 'settings' | 'noteLimiter' | 'caller'>,
  em: SqlEntityManager,
  signIn: {
    /** As it was before the sign-in. */
    readonly account: Account;
    /** The known device of the account that the browser is. */
    readonly device: string | undefined;
    readonly at: Date;
  },
): Promise<boolean> {
  const { settings, noteLimiter, caller } = scope;
  const { account, device, at } = signIn;
  if (!settings.notifyNewDevice || device !== undefined) return false;
  const isNew = at.getTime() - account.createdAt.getTime() < JUST_CREATED_MS;
  if (isNew && account.lastLoginAt === null) return false;

  // Within the transaction: sign-ins to one account wait for each other at its row, so parallel ones count in turn.
  const { browser, system } = describeDevice(caller.userAgent);
  const network = clientNetworks(caller.ipAddress)[0];
  const subject = { accountId: account.id, browser: JSON.stringify([account.id, browser, system, network]) };
  const admission = await noteLimiter.admit({ em }, 'newDeviceMail', subject);
  if (!admission.admitted) return false;

  // The language of the account before the sign-in: who has signed in may be a thief, and does not choose it.
  const language = account.language ?? caller.language;
  await enqueueMailWithin(em, { kind: 'new-device', accountId: account.id, language, caller }, at);
  return true;
}
