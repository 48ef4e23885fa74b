import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePerson } from './judgePerson.ts';
import { readPeople } from './readPeople.ts';
import { readHashConfig, SYSTEM_NAMES } from './systems.ts';
import { UnreadableFile } from './unreadableFile.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const HASH_CONFIG = { n: 14, r: 8, separator: 'Bw==', signerKey: 'AAAA' };
const SYSTEMS = [undefined, ...SYSTEM_NAMES];

/** Reads a file to its end, in pieces of the given size. Returns how many records were told of. */
async function read(bytes: Uint8Array, pieceLength: number, from: (typeof SYSTEMS)[number]): Promise<number> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
  }
  let count = 0;
  try {
    for await (const each of readPeople(pieces(), from, { hashConfig: HASH_CONFIG, now: NOW })) {
      count += 1;
      expect(each.at).toMatch(/^(?:line|record) \d+$/);
      if (each.error === undefined) judgePerson(each.person);
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
  }
  return count;
}

const KEYS = [
  ...['id', '_id', 'pk', 'model', 'fields', 'users', 'user', 'account', 'localId', 'email', 'user_email', 'username'],
  ...['password', 'passwordHash', 'encrypted_password', 'user_pass', 'salt', 'credentials', 'secretData', 'type'],
  ...['credentialData', 'createdAt', 'createdTimestamp', 'date_joined', 'banned_until', 'banned', 'is_active'],
  ...['additionalParameters', 'providerId', 'userId', 'custom_password_hash', '__proto__', 'constructor', 'toString'],
];
const { value: anything } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a@example.com', 'password', 'credential', 'pbkdf2', 'argon2', '{}', '2026-01-01', '', '$2b$04$'),
    fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 8 }),
  ),
}));
const cell = fc.oneof(fc.constantFrom(...KEYS, 'a@example.com', '"', '""', '\\N'), fc.string({ unit: 'binary' }));
const table = fc
  .array(fc.array(cell, { maxLength: 6 }), { maxLength: 6 })
  .chain(rows => fc.constantFrom(',', ';', '\t').map(delimiter => rows.map(row => row.join(delimiter)).join('\n')));
const text = fc.oneof(
  anything.map(value => JSON.stringify(value)),
  anything.map(value => JSON.stringify(value, null, 1)),
  fc.array(anything, { maxLength: 4 }).map(values => values.map(value => JSON.stringify(value)).join('\n')),
  table,
);
const damaged = fc
  .tuple(text, fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }))
  .map(([whole, at, junk]) => whole.slice(0, at % (whole.length + 1)) + junk + whole.slice(at % (whole.length + 1)));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  damaged.map(each => Buffer.from(each)),
  damaged.map(each => Buffer.from(each, 'utf16le')),
  fc.uint8Array({ maxLength: 60 }).map(each => Buffer.from([0x1f, 0x8b, 8, ...each])),
);

describe('a file of any bytes', { tags: ['import-loses-no-one'] }, () => {
  it.each(SYSTEMS.map(from => [from]))('brings no import down, in pieces of any size: %s', async from => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 40 }), async (file, pieceLength) => {
        await read(file, pieceLength, from);
      }),
      { numRuns: 300 },
    );
  });

  it('brings no hash config down', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), each => void readHashConfig(each)));
  });

  it('is cut into the same records wherever its pieces end', async () => {
    const people = [{ id: 'a', email: 'ä@example.com', note: 'a "quoted", [bracketed] {\\}' }, { id: 'b' }];
    const files = [
      JSON.stringify({ realm: '[', other: { users: [1] }, users: people, last: 1 }),
      JSON.stringify(people, null, 2),
      people.map(person => JSON.stringify(person)).join('\n'),
    ];
    for (const file of files) {
      for (let length = 1; length < 40; length += 1) expect(await read(Buffer.from(file), length, 'keycloak')).toBe(2);
    }
  });

  it('is read to its end where a record is longer than any person', async () => {
    const long = JSON.stringify({ users: [{ id: 'x'.repeat(3 * 1024 ** 2) }, { id: 'b', email: 'b@example.com' }] });
    expect(await read(Buffer.from(long), 65_536, 'keycloak')).toBe(2);
  });
});
