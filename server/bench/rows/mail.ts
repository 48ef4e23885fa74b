import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { createTransport as createNodemailer } from 'nodemailer';
import type { Composer, Composers, Mail } from '../../src/mail/compose.ts';
import { mailDelivery } from '../../src/mail/deliverMail.ts';
import { MAIL_DEFINITIONS, MAIL_JOB_KINDS } from '../../src/mail/kinds.ts';
import type { MailServer } from '../../src/mail/mailServer.ts';
import { loadTemplates } from '../../src/mail/templates/templates.ts';
import { createTransport, type MailTransport } from '../../src/mail/transport.ts';
import type { Job } from '../../src/queue/job.ts';
import { insertJobs, newJob } from '../../src/queue/jobs.ts';
import type { Database } from '../../src/sql/database.ts';
import { withManyAccounts } from '../../src/testing/manyAccounts.ts';
import { startSmtpSink } from '../../src/testing/smtpSink.ts';
import { drainedPerSecond } from '../drained.ts';
import { alternate, median, percent, perSecond, ratios, spread } from '../figures.ts';
import { startMailSink, startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

const MAILS = 2_000;
const ROUNDS = 5;
const TARGET_RATIO = 0.6;
const IDLE_MAILS = 100;
/** Includes the random delay of up to 300 ms (150 on average) that hides which addresses are known. */
const TARGET_IDLE_MS = 250;
const BRAND = { name: 'Rekey', colour: '#3b5bdb' };

const templates = loadTemplates(BRAND);
const mail = {
  name: 'password-reset',
  language: 'en',
  values: MAIL_DEFINITIONS['password-reset'].sample,
} as Mail;

/** How fast the mail worker drains a queue on SQLite, beside nodemailer alone with the same pool, mail and server. */
export async function mailRate(): Promise<Row[]> {
  const sink = await startMailSink();
  const server: MailServer = { host: '127.0.0.1', port: sink.port, tls: 'none', from: 'no-reply@rekey.example' };
  const measurements = { alone: () => nodemailerAlone(server), worker: () => workerOverQueue(server) };
  await alternate(1, measurements);
  const { alone, worker } = await alternate(ROUNDS, measurements);
  sink.stop();
  const shares = ratios(worker, alone);
  return [
    {
      what: `mails sent per second by the mail worker, ${MAILS.toLocaleString('en')} waiting, SQLite`,
      beside: `nodemailer alone, same pool and server: ${spread(alone, perSecond)}/s`,
      target: `at least ${percent(TARGET_RATIO)}`,
      measured: `${spread(worker, perSecond)}/s: ${spread(shares, percent)}`,
      met: median(shares) >= TARGET_RATIO,
    },
  ];
}

/** From sending a request over HTTP to the mail server's having taken the mail, with nothing else to do. */
export function mailLatency(): Promise<Row[]> {
  return withManyAccounts({ count: 1_000, cost: 4 }, async ({ databaseUrl, addresses }) => {
    const sink = await startSmtpSink();
    const product = await startProduct({ DATABASE_URL: databaseUrl, EMAIL_PORT: String(sink.port) });
    const bare = createNodemailer({ host: '127.0.0.1', port: sink.port, pool: true, ignoreTLS: true });
    const untilTaken = async (begin: (address: string) => Promise<unknown>, n: number) => {
      const start = performance.now();
      await Promise.all([begin(addresses[n % addresses.length] ?? ''), sink.arrived(sink.mails.length + 1)]);
      const ms = performance.now() - start;
      await sleep(20);
      return ms;
    };
    const dialogue = (to: string) =>
      bare.sendMail({ from: 'no-reply@rekey.example', to, subject: 'hello', text: 'hello' });
    const request = (email: string) =>
      fetch(`${product.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `mutation { requestPasswordReset(email: "${email}") { __typename } }` }),
      });
    let n = 0;
    const measurements = { bare: () => untilTaken(dialogue, n++), own: () => untilTaken(request, n++) };
    await alternate(10, measurements);
    const figures = await alternate(IDLE_MAILS, measurements);
    bare.close();
    await product.stop();
    await sink.close();
    const ms = (figure: number) => `${figure.toFixed(1)} ms`;
    return [
      {
        what: 'request to mail accepted, idle, median, 150 ms of random waiting on average included',
        beside: `an SMTP dialogue of nodemailer: ${spread(figures.bare, ms)}`,
        target: `within ${TARGET_IDLE_MS} ms`,
        measured: spread(figures.own, ms),
        met: median(figures.own) <= TARGET_IDLE_MS,
      },
    ];
  });
}

async function nodemailerAlone(server: MailServer): Promise<number> {
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

async function workerOverQueue(server: MailServer): Promise<number> {
  const transport = createTransport(server, { brandName: BRAND.name });
  try {
    return await drainedPerSecond(MAILS, enqueueAll, database => deliveryOver(database, transport));
  } finally {
    transport.close();
  }
}

async function enqueueAll(database: Database): Promise<void> {
  // The random delay before a first attempt is over.
  const askedAt = new Date(Date.now() - 1_000);
  for (let n = 0; n < MAILS; n += 500) {
    const jobs = Array.from({ length: 500 }, (_, k) =>
      newJob({ kind: 'password-reset', address: `a${n + k}@example.com`, language: 'en' }, askedAt),
    );
    await insertJobs(database.em.fork(), jobs);
  }
}

function deliveryOver(database: Database, transport: MailTransport) {
  const composer: Composer = {
    // One query, as a real composer makes.
    async compose(em: SqlEntityManager, job: Job) {
      await em.getConnection().execute('select 1');
      return { ...mail, to: job.address ?? '' };
    },
  };
  return mailDelivery({
    orm: database,
    transport,
    templates,
    composers: Object.fromEntries(MAIL_JOB_KINDS.map(kind => [kind, composer])) as Composers,
  });
}
