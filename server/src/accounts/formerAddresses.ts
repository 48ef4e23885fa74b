import type { SqlEntityManager } from '@mikro-orm/sql';
import type { EmailAddress } from '../domain/emailAddress.ts';
import { type FormerAddress, jobsOf } from '../queue/jobs.ts';
import { AddressChange } from './addressChange.ts';

/**
 * The addresses that an account has had lately and could have again, by the notes that were mailed there. They are known
 * from the mail jobs, which are kept for about as long as the links in them work.
 */
export async function formerAddresses(em: SqlEntityManager, accountId: string): Promise<FormerAddress[]> {
  const changes = await em.find(AddressChange, { account: accountId });
  const until = new Map(changes.map(({ noteId, changedAt }) => [noteId, changedAt]));
  const notes = await jobsOf(em, [...until.keys()]);
  return notes.map(({ id, address, createdAt }) => ({
    address: (address ?? '') as EmailAddress,
    until: until.get(id) ?? createdAt,
  }));
}
