import { expect, it } from 'vitest';
import { isOnThisMachine } from './postgresqlSettings.ts';

it.each(['/run/postgresql', 'localhost', 'db.localhost', '127.1.2.3', '::1', '::ffff:127.0.0.1'])(
  'a PostgreSQL server at %s is on this machine',
  host => {
    expect(isOnThisMachine({ host })).toBe(true);
  },
);

it.each(['db', 'db.internal', 'localhost.example.com', '127.example.com', '10.0.0.1', '::2', 'fd00::1'])(
  'a PostgreSQL server at %s is on another machine',
  host => {
    expect(isOnThisMachine({ host })).toBe(false);
  },
);
