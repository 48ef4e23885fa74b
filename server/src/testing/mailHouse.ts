import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateUp } from '../database/migrate.ts';
import { openDatabase } from '../database/openDatabase.ts';
import type { Compose } from '../mail/mail.ts';
import { MailJob } from '../mail/mailJob.ts';
import type { MailServer } from '../mail/mailServer.ts';
import { createPostman, type Postman, type PostmanParts } from '../mail/postman.ts';
import type { PostmanEvent } from '../mail/postmanEvent.ts';
import type { PostmanRules } from '../mail/postmanRules.ts';
import { queueMail } from '../mail/queueMail.ts';
import { loadTemplates } from '../mail/templates/templates.ts';
import { createTransport, type TransportOptions } from '../mail/transport.ts';
import type { Database } from '../sql/database.ts';
import { type SinkOptions, type SmtpSink, startSmtpSink } from './smtpSink.ts';
import { createTestDatabase, onPostgresql } from './testDatabase.ts';

/** One line of the log that a test may look at. */
type LogLine = { level: 'info' | 'warn' | 'error'; message: string } & Record<string, unknown>;

/** A queue on a real database file, a real mail server, and a postman between them that has not started yet. */
export type MailHouse = {
  orm: Database;
  sink: SmtpSink;
  postman: Postman;
  events: PostmanEvent[];
  log: LogLine[];
  /** Commits one job and wakes the postman. Gives the job's id. */
  promise(address: string, at?: Date): Promise<string>;
  /** Every job, in the order of asking. */
  jobs(): Promise<MailJob[]>;
  /** Resolves when that many events of these kinds have been seen. */
  seen(count: number, ...kinds: PostmanEvent['kind'][]): Promise<void>;
  /** Another postman on the same queue. */
  hire(parts?: Partial<PostmanParts>): Postman;
  close(): Promise<void>;
};

export type MailHouseOptions = {
  sink?: SinkOptions;
  server?: Partial<MailServer>;
  transport?: Partial<TransportOptions>;
  rules?: Partial<PostmanRules>;
  compose?: Compose;
  parts?: Partial<PostmanParts>;
};

/** Waits of milliseconds instead of seconds, and no jitter to wait for. */
const quick: Partial<PostmanRules> = {
  retry: { firstDelayMs: 5, longestDelayMs: 40, giveUpAfterMs: 24 * 3_600_000 },
  pollMs: 20,
  wakeMs: 0,
};

const brand = { name: 'Rekey', colour: '#3b5bdb', supportEmail: 'help@rekey.example' };

/** Mails the address that was asked for. */
export const composeReset: Compose = async (_em, job) => ({
  to: job.address ?? '',
  template: 'password-reset',
  language: job.language,
  values: {
    address: job.address ?? '',
    resetUrl: `https://rekey.example/password-reset-confirm/dWlk/${job.id}`,
    revokeUrl: `https://rekey.example/password-reset-revoke/dWlk/${job.id}`,
    expiresInSeconds: 3600,
  },
});

/** Builds the house; `close` takes everything down again, the database file included. */
export async function openMailHouse(options: MailHouseOptions = {}): Promise<MailHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-mail-'));
  const database = await createTestDatabase(folder);
  const orm = await openDatabase(
    onPostgresql ? { kind: 'postgresql', url: database.url } : { kind: 'sqlite', file: join(folder, 'test.sqlite') },
  );
  await migrateUp(orm);
  const sink = await startSmtpSink(options.sink);
  const server: MailServer = { host: '127.0.0.1', port: sink.port, tls: 'none', from: 'no-reply@rekey.example' };
  const transport = createTransport({ ...server, ...options.server }, { brandName: brand.name, ...options.transport });
  const events: PostmanEvent[] = [];
  const watching = new Set<() => void>();
  const log: LogLine[] = [];
  const write = (level: LogLine['level']) => (fields: object, message: string) =>
    log.push({ level, message, ...fields });
  const parts: PostmanParts = {
    orm,
    transport,
    composers: { 'password-reset': options.compose ?? composeReset },
    templates: loadTemplates(brand),
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    random: () => 0.5,
    observe(event) {
      events.push(event);
      for (const look of watching) look();
    },
    ...options.parts,
    rules: { ...quick, ...options.rules },
  };
  const postmen: Postman[] = [];
  const hire = (own: Partial<PostmanParts> = {}) => {
    const postman = createPostman({ ...parts, ...own });
    postmen.push(postman);
    return postman;
  };
  const postman = hire();

  return {
    orm,
    sink,
    postman,
    events,
    log,
    hire,
    async promise(address, at = new Date()) {
      const id = await queueMail(orm.em.fork(), { kind: 'password-reset', address, language: 'en' }, at);
      postman.wake();
      return id;
    },
    jobs: () => orm.em.fork().find(MailJob, {}, { orderBy: { createdAt: 1, id: 1 } }),
    seen: (count, ...kinds) =>
      new Promise(resolve => {
        const look = () => {
          if (events.filter(({ kind }) => kinds.includes(kind)).length < count) return;
          watching.delete(look);
          resolve();
        };
        watching.add(look);
        look();
      }),
    async close() {
      await Promise.all(postmen.map(each => each.stop(0)));
      transport.close();
      await sink.close();
      await orm.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}
