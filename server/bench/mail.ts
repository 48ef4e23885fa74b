import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { migrateUp } from '../src/database/migrate.ts';
import { type Database, openDatabase } from '../src/database/openDatabase.ts';
import type { MailServer } from '../src/mail/mailServer.ts';
import { createPostman, type PostmanParts } from '../src/mail/postman.ts';
import type { PostmanEvent } from '../src/mail/postmanEvent.ts';
import { queueMail } from '../src/mail/queueMail.ts';
import { sampleValues } from '../src/mail/templates/previewMail.ts';
import { loadTemplates } from '../src/mail/templates/templates.ts';
import { createTransport, type MailTransport } from '../src/mail/transport.ts';
import { median } from './median.ts';

// How fast the postman drains a queue on SQLite, beside nodemailer alone with the same pool, mail and server; and how
// soon a mail leaves an idle product. Prints a line for each round.

const MAILS = 2_000;
const ROUNDS = 5;
const BRAND = { name: 'Rekey', colour: '#3b5bdb' };
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const templates = loadTemplates(BRAND);
const mail = { to: '', template: 'password-reset', language: 'en', values: sampleValues['password-reset'] } as const;

const sink = fork(fileURLToPath(new URL('mailSink.ts', import.meta.url)));
const [port] = (await once(sink, 'message')) as [number];
const server: MailServer = { host: '127.0.0.1', port, tls: 'none', from: 'no-reply@rekey.example' };

const ratios: number[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  const alone = await nodemailerAlone();
  const postman = await postmanOverQueue();
  ratios.push(postman / alone);
  console.log(
    `nodemailer alone ${alone.toFixed(0)}/s, postman ${postman.toFixed(0)}/s: ${((100 * postman) / alone).toFixed(0)} %`,
  );
}
console.log(`the postman reaches ${(100 * median(ratios)).toFixed(0)} % of nodemailer alone (median of ${ROUNDS})`);
console.log(`a mail leaves an idle product after ${(await idleLatencyMs()).toFixed(1)} ms (median of 200)`);
sink.kill();

async function nodemailerAlone(): Promise<number> {
  const transport = createTransport(server, { brandName: BRAND.name });
  const { signal } = new AbortController();
  const rendered = templates.render(mail);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: MAILS }, (_, n) =>
      transport.send(
        { id: `alone-${n}`, to: `a${n}@example.com`, language: 'en', date: new Date(), ...rendered },
        signal,
      ),
    ),
  );
  transport.close();
  return MAILS / ((performance.now() - started) / 1_000);
}

async function postmanOverQueue(): Promise<number> {
  return withQueue(async (database, transport) => {
    await database.em.fork().transactional(async em => {
      for (let n = 0; n < MAILS; n++) await promise(em, n);
    });
    const sent = countSent(MAILS);
    const postman = createPostman({ ...parts(database, transport), observe: sent.observe });
    const started = performance.now();
    postman.start();
    await sent.all;
    const seconds = (performance.now() - started) / 1_000;
    await postman.stop(1_000);
    return MAILS / seconds;
  });
}

async function idleLatencyMs(): Promise<number> {
  return withQueue(async (database, transport) => {
    const waits: number[] = [];
    let arrived = (_ms: number) => {};
    const observe = (event: PostmanEvent) => event.kind === 'sent' && arrived(event.sinceRequestMs);
    const postman = createPostman({ ...parts(database, transport), observe });
    postman.start();
    for (let n = 0; n < 200; n++) {
      const wait = new Promise<number>(resolve => {
        arrived = resolve;
      });
      await promise(database.em.fork(), n);
      postman.wake();
      waits.push(await wait);
      await sleep(20);
    }
    await postman.stop(1_000);
    return median(waits);
  });
}

function parts(database: Database, transport: MailTransport): PostmanParts {
  return {
    orm: database,
    transport,
    templates,
    log: SILENT,
    composers: {
      // As much as a real one does: one look at the database.
      async 'password-reset'(em, job) {
        await em.getConnection().execute('select 1');
        return { ...mail, to: job.address ?? '' };
      },
    },
  };
}

function promise(em: Parameters<typeof queueMail>[0], n: number): Promise<string> {
  return queueMail(em, { kind: 'password-reset', address: `a${n}@example.com`, language: 'en' }, new Date());
}

function countSent(wanted: number): { observe: (event: PostmanEvent) => void; all: Promise<void> } {
  let count = 0;
  let done = () => {};
  const all = new Promise<void>(resolve => {
    done = resolve;
  });
  return {
    all,
    observe(event) {
      if (event.kind === 'sent') count += 1;
      if (count === wanted) done();
    },
  };
}

async function withQueue<T>(work: (database: Database, transport: MailTransport) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-bench-'));
  const database = await openDatabase({ kind: 'sqlite', file: join(folder, 'mail.sqlite') });
  await migrateUp(database);
  const transport = createTransport(server, { brandName: BRAND.name });
  try {
    return await work(database, transport);
  } finally {
    transport.close();
    await database.close();
    await rm(folder, { recursive: true });
  }
}
