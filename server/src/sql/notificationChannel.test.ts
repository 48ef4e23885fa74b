import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { startTcpProxy } from '../testing/tcpProxy.ts';
import { createTestDatabase, onPostgresql } from '../testing/testDatabase.ts';
import { openNotificationChannel } from './notificationChannel.ts';

const log = { info() {}, warn() {}, error() {} };

/** Counts rings, and lets a test wait for them. */
function ear() {
  let rings = 0;
  let waiting: (() => void) | undefined;
  return {
    heard() {
      rings += 1;
      waiting?.();
    },
    /** Resolves at the next ring. */
    next: () =>
      new Promise<void>(resolve => {
        waiting = resolve;
      }),
    get rings() {
      return rings;
    },
  };
}

describe.skipIf(!onPostgresql)('the bell between replicas (runs with TEST_DATABASE=postgresql)', () => {
  it('is heard by the others, is not heard by who rings, and is found again after the connection was cut', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-bell-'));
    const test = await createTestDatabase(folder);
    const url = new URL(test.url);
    const wire = await startTcpProxy(url.hostname, Number(url.port || 5432));
    const ringing = await openDatabase({ kind: 'postgresql', url: test.url }, { poolSize: 3 });
    url.port = String(wire.port);
    const listening = await openDatabase({ kind: 'postgresql', url: url.href }, { poolSize: 3 });

    const own = ear();
    const ownListening = own.next();
    const bell = openNotificationChannel({ database: ringing, log, heard: own.heard });
    await ownListening;
    const other = ear();
    const otherListening = other.next();
    const otherBell = openNotificationChannel({ database: listening, log, heard: other.heard });
    await otherListening;

    const first = other.next();
    bell.ring();
    await first;
    expect(own.rings).toBe(1);

    const reconnected = other.next();
    wire.cut();
    await reconnected;
    const second = other.next();
    bell.ring();
    await second;
    expect(own.rings).toBe(1);

    await Promise.all([bell.close(), otherBell.close()]);
    await Promise.all([ringing.close(), listening.close(), wire.close()]);
    await test.drop();
    await rm(folder, { recursive: true });
  });
});
