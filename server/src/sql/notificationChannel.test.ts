import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { startTcpProxy } from '../testing/tcpProxy.ts';
import { createTestDatabase, onPostgresql } from '../testing/testDatabase.ts';
import { openNotificationChannel } from './notificationChannel.ts';

const log = { info() {}, warn() {}, error() {} };

/** Counts notifications, and lets a test wait for them. */
function listener() {
  let count = 0;
  let waiting: (() => void) | undefined;
  return {
    onNotify() {
      count += 1;
      waiting?.();
    },
    /** Resolves at the next notification. */
    next: () =>
      new Promise<void>(resolve => {
        waiting = resolve;
      }),
    get count() {
      return count;
    },
  };
}

describe.skipIf(!onPostgresql)('the notification channel between replicas (runs with TEST_DATABASE=postgresql)', () => {
  it('notifies the others and not the sender, and listens again after the connection was cut', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-notify-'));
    const test = await createTestDatabase(folder);
    const url = new URL(test.url);
    const wire = await startTcpProxy(url.hostname, Number(url.port || 5432));
    const notifying = await openDatabase({ kind: 'postgresql', url: test.url }, { poolSize: 3 });
    url.port = String(wire.port);
    const listening = await openDatabase({ kind: 'postgresql', url: url.href }, { poolSize: 3 });

    const own = listener();
    const ownListening = own.next();
    const channel = openNotificationChannel({ database: notifying, log, onNotify: own.onNotify });
    await ownListening;
    const other = listener();
    const otherListening = other.next();
    const otherChannel = openNotificationChannel({ database: listening, log, onNotify: other.onNotify });
    await otherListening;

    const first = other.next();
    channel.notify();
    await first;
    expect(own.count).toBe(1);

    const reconnected = other.next();
    wire.cut();
    await reconnected;
    const second = other.next();
    channel.notify();
    await second;
    expect(own.count).toBe(1);

    await Promise.all([channel.close(), otherChannel.close()]);
    await Promise.all([notifying.close(), listening.close(), wire.close()]);
    await test.drop();
    await rm(folder, { recursive: true });
  });
});
