import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import { M20261123EventOfMailJob } from './M20261123EventOfMailJob.ts';
import { M20261123Initial } from './M20261123Initial.ts';

/** Every migration for this kind of database, oldest first. */
export const SQLITE_MIGRATIONS: Array<Constructor<Migration>> = [M20261123Initial, M20261123EventOfMailJob];
