import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MikroORM } from '@mikro-orm/sqlite';
import type { Mail } from '../mail.ts';
import { MailJob } from '../mailJob.ts';
import { createPostman } from '../postman.ts';
import { queueMail } from '../queueMail.ts';
import { loadTemplates } from '../templates/templates.ts';
import { createTransport } from '../transport.ts';

const COUNT = 2000;
const sink = fork(fileURLToPath(new URL('./sink.ts', import.meta.url)));
const port = await new Promise<number>(resolve => sink.once('message', message => resolve(message as number)));
const server = { host: '127.0.0.1', port, tls: 'none' as const, from: 'no-reply@rekey.example' };
const brand = { name: 'Rekey', colour: '#3b5bdb' };
const templates = loadTemplates(brand);
const mailTo = (address: string): Mail => ({
  to: address,
  template: 'password-reset',
  language: 'en',
  values: {
    address,
    resetUrl: 'https://rekey.example/password-reset-confirm/dWlkdWlkdWlkdWlk/' + 'x'.repeat(80),
    revokeUrl: 'https://rekey.example/password-reset-revoke/dWlkdWlkdWlkdWlk/' + 'x'.repeat(80),
    expiresInSeconds: 3600,
  },
});

async function alone(): Promise<number> {
  const transport = createTransport(server, { brandName: 'Rekey' });
  const signal = new AbortController().signal;
  const rendered = templates.render(mailTo('a@example.com'));
  const started = performance.now();
  await Promise.all(
    Array.from({ length: COUNT }, (_, i) =>
      transport.send({ id: `m${i}`, to: `a${i}@example.com`, language: 'en', date: new Date(), ...rendered }, signal),
    ),
  );
  const rate = COUNT / ((performance.now() - started) / 1000);
  transport.close();
  return rate;
}

async function postman(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-bench-'));
  const orm = await MikroORM.init({ entities: [MailJob], dbName: join(folder, 'mail.sqlite') });
  await orm.em.getConnection().execute('pragma journal_mode = wal');
  await orm.em.getConnection().execute('pragma synchronous = full');
  await orm.schema.create();
  await orm.em.fork().transactional(async em => {
    for (let i = 0; i < COUNT; i++)
      await queueMail(em, { kind: 'password-reset', address: `a${i}@example.com`, language: 'en' }, new Date());
  });
  const transport = createTransport(server, { brandName: 'Rekey' });
  let sent = 0;
  let started = 0;
  const rate = await new Promise<number>(resolve => {
    const p = createPostman({
      orm,
      transport,
      templates,
      composers: {
        'password-reset': async (em, job) => {
          await em.fork().count(MailJob, { id: job.id });
          return mailTo(job.address ?? '');
        },
      },
      log: { info: () => {}, warn: console.error, error: console.error },
      observe: event => {
        if (event.kind === 'sent' && ++sent === COUNT) {
          resolve(COUNT / ((performance.now() - started) / 1000));
          void p.stop(1000);
        }
      },
    });
    started = performance.now();
    p.start();
  });
  transport.close();
  await orm.close();
  await rm(folder, { recursive: true });
  return rate;
}
for (let i = 0; i < 3; i++) {
  const a = await alone();
  const b = await postman();
  console.log({ alone: Math.round(a), postman: Math.round(b), ratio: (b / a).toFixed(2) });
}
sink.kill();
