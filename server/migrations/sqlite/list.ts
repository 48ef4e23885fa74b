import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import { M20261123EventOfMailJob } from './M20261123EventOfMailJob.ts';
import { M20261123Initial } from './M20261123Initial.ts';
import { M20261126CanonicalAddresses } from './M20261126CanonicalAddresses.ts';
import { M20261126Strangers } from './M20261126Strangers.ts';
import { M20261126UnconfirmedMail } from './M20261126UnconfirmedMail.ts';
import { M20261130AccountReference } from './M20261130AccountReference.ts';
import { M20261130AddressChange } from './M20261130AddressChange.ts';
import { M20261130JobsByAddress } from './M20261130JobsByAddress.ts';
import { M20261130WebhookJobs } from './M20261130WebhookJobs.ts';

/** Every migration for this kind of database, oldest first. */
export const SQLITE_MIGRATIONS: Array<Constructor<Migration>> = [
  M20261123Initial,
  M20261123EventOfMailJob,
  M20261126Strangers,
  M20261126CanonicalAddresses,
  M20261126UnconfirmedMail,
  M20261130AccountReference,
  M20261130AddressChange,
  M20261130WebhookJobs,
  M20261130JobsByAddress,
];
