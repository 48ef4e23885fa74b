import { createHash } from 'node:crypto';
import { Account, newAccount } from '../../accounts/account.ts';
import type { Scope } from '../../accounts/scope.ts';
import { canonicalEmail } from '../../domain/emailAddress.ts';
import { type ImportedPerson, judgePerson } from './judgePerson.ts';
import { readPeople } from './readPeople.ts';
import type { HashConfig, SystemName } from './systems.ts';
import { UnreadableFile } from './unreadableFile.ts';

/** A message about one record of the file, and what became of the person. */
export interface ImportNotice {
  /** Such as `line 3`. */
  readonly at: string;
  readonly outcome: 'imported' | 'exists' | 'left out';
  readonly notices: readonly string[];
}

/** The number of people by what became of them. Those of the last two are among the imported. */
export interface ImportTally {
  imported: number;
  /** The address, or the id, has an account already. */
  exists: number;
  /** Records that are no person with a usable address. */
  malformed: number;
  /** Left out because it was asked for. */
  skippedUnverified: number;
  unreadableHash: number;
  unverified: number;
}

/** How to import. */
export interface ImportOptions {
  /** The system that wrote the file; our own format without one. */
  readonly from?: SystemName | undefined;
  readonly hashConfig?: HashConfig | undefined;
  /** Leave out whose address was never verified. */
  readonly skipUnverified?: boolean | undefined;
  /** Write nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Small enough that a running server waits only briefly for the write lock. */
const BATCH = 1_000;
/** A registration may take an address between the look and the insertion. */
const ATTEMPTS = 3;

interface Candidate {
  readonly at: string;
  readonly person: ImportedPerson;
  readonly notices: readonly string[];
  readonly hasUnreadableHash: boolean;
  readonly isUnverified: boolean;
}

/**
 * Imports the people of a file in batches, each in a transaction. After an interruption, import the same file again.
 * Counts them in the tally, also those before an UnreadableFile, which it throws where the file is not what it is said to
 * be, or ends too early.
 */
export async function importAccounts(
  scope: Pick<Scope, 'em' | 'clock'>,
  input: AsyncIterable<Uint8Array | string>,
  options: ImportOptions,
  notify: (notice: ImportNotice) => void,
  tally: ImportTally,
): Promise<void> {
  const writer = options.dryRun ? createRehearsal(scope) : createWriter(scope);
  let batch: Candidate[] = [];

  async function flush(): Promise<void> {
    const results = await writer(batch);
    for (const [index, { at, notices, hasUnreadableHash, isUnverified }] of batch.entries()) {
      const { outcome, notice } = results[index] ?? { outcome: 'exists' };
      const told = outcome === 'exists' ? [] : notices;
      if (notice !== undefined || told.length > 0) {
        notify({ at, outcome, notices: [...(notice === undefined ? [] : [notice]), ...told] });
      }
      tally[outcome] += 1;
      if (outcome === 'exists') continue;
      if (hasUnreadableHash) tally.unreadableHash += 1;
      if (isUnverified) tally.unverified += 1;
    }
    batch = [];
  }

  const settings = { hashConfig: options.hashConfig, now: scope.clock() };
  try {
    for await (const read of readPeople(input, options.from, settings)) {
      const { at } = read;
      const judged = read.error === undefined ? judgePerson(read.person) : { error: read.error };
      if ('error' in judged) {
        tally.malformed += 1;
        notify({ at, outcome: 'left out', notices: [judged.error] });
      } else if (judged.isUnverified && options.skipUnverified) {
        tally.skippedUnverified += 1;
        notify({ at, outcome: 'left out', notices: ['the address was never verified'] });
      } else {
        batch.push({ at, ...judged });
        if (batch.length === BATCH) await flush();
      }
    }
  } catch (error) {
    if (error instanceof UnreadableFile) await flush();
    throw error;
  }
  await flush();
}

/** What became of a candidate. */
interface Result {
  readonly outcome: 'imported' | 'exists';
  readonly notice?: string | undefined;
}

type Writer = (batch: readonly Candidate[]) => Promise<readonly Result[]>;

/**
 * Writes what is new in one statement, which leaves every taken address, id and reference alone, also one that
 * is taken meanwhile.
 */
function createWriter({ em, clock }: Pick<Scope, 'em' | 'clock'>): Writer {
  return async batch => {
    const now = clock();
    const results: Result[] = [];
    let left = batch.map((candidate, index) => ({ index, person: candidate.person }));
    for (let attempt = 1; left.length > 0 && attempt <= ATTEMPTS; attempt += 1) {
      const taken = await takenBy(
        em,
        left.map(({ person }) => person),
      );
      const rows = left.flatMap(({ index, person }) => {
        const { result, reference } = resolve(person, taken);
        results[index] = result;
        if (result.outcome === 'exists') return [];
        const { id, email, passwordHash, createdAt = now, disabled } = person;
        return [{ index, person, row: newAccount({ id, email, passwordHash, createdAt, disabled, reference }) }];
      });
      if (rows.length === 0) break;
      const inserted: Array<{ id: string }> = await em
        .createQueryBuilder(Account)
        .insert(rows.map(({ row }) => row))
        .onConflict()
        .ignore()
        .returning('id')
        .execute('all');
      const written = new Set(inserted.map(({ id }) => id));
      left = rows.filter(({ row }) => !written.has(row.id));
      for (const { index } of left) results[index] = { outcome: 'exists', notice: TAKEN.address };
    }
    return results;
  };
}

/**
 * Judges as the writer does, without writing. What the file itself has brought in before is kept as 48 bits of a digest
 * each, so that the memory stays small.
 */
function createRehearsal({ em }: Pick<Scope, 'em'>): Writer {
  const earlier = new Set<number>();
  const has = (kind: string) => (value: string) => earlier.has(shortDigest(kind + value));
  const add = (kind: string) => (value: string) => void earlier.add(shortDigest(kind + value));
  return async batch => {
    const stored = await takenBy(
      em,
      batch.map(({ person }) => person),
    );
    const both = (kind: keyof Taken): Names => ({
      has: value => stored[kind].has(value) || has(kind)(value),
      add: add(kind),
    });
    const taken = { addresses: both('addresses'), ids: both('ids'), references: both('references') };
    return batch.map(({ person }) => resolve(person, taken).result);
  };
}

function shortDigest(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6);
}

interface Names {
  has(value: string): boolean;
  add(value: string): void;
}

/** Addresses, ids and references that are in use. */
interface Taken {
  readonly addresses: Names;
  readonly ids: Names;
  readonly references: Names;
}

const TAKEN = {
  address: 'an account with this address exists already',
  id: 'an account with this id exists already',
  reference: 'imported without a reference: another account has it',
};

/** Those of the accounts that share something with these people. */
async function takenBy(em: Scope['em'], people: readonly ImportedPerson[]): Promise<Taken> {
  const ids = people.flatMap(({ id }) => id ?? []);
  const references = people.flatMap(({ reference }) => reference ?? []);
  const found = await em.find(
    Account,
    {
      $or: [
        { canonicalEmail: { $in: people.map(({ email }) => canonicalEmail(email)) } },
        ...(ids.length > 0 ? [{ id: { $in: ids } }] : []),
        ...(references.length > 0 ? [{ reference: { $in: references } }] : []),
      ],
    },
    { disableIdentityMap: true },
  );
  return {
    addresses: new Set<string>(found.map(account => account.canonicalEmail)),
    ids: new Set<string>(found.map(account => account.id)),
    references: new Set<string>(found.flatMap(account => account.reference ?? [])),
  };
}

/** Decides on a person, and takes what they need. Who has the id of another account is that person, under a new address. */
function resolve(
  { email, id, reference }: ImportedPerson,
  taken: Taken,
): { readonly result: Result; readonly reference?: ImportedPerson['reference'] } {
  const address = canonicalEmail(email);
  if (taken.addresses.has(address)) return { result: { outcome: 'exists', notice: TAKEN.address } };
  if (id !== undefined && taken.ids.has(id)) return { result: { outcome: 'exists', notice: TAKEN.id } };
  taken.addresses.add(address);
  if (id !== undefined) taken.ids.add(id);
  if (reference === undefined) return { result: { outcome: 'imported' } };
  if (taken.references.has(reference)) return { result: { outcome: 'imported', notice: TAKEN.reference } };
  taken.references.add(reference);
  return { result: { outcome: 'imported' }, reference };
}
