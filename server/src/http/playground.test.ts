import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playground } from './playground.ts';

describe('the page of the playground', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rekey-playground-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<div id="root" data-mailbox=""></div>');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('knows the local mailbox from the moment that there is one', async () => {
    const http = Fastify();
    let mailboxUrl: string | undefined;
    await playground(http, { folder, mailboxUrl: () => mailboxUrl });

    expect((await http.inject('/playground')).body).toContain('data-mailbox=""');
    mailboxUrl = 'http://localhost:1080';
    expect((await http.inject('/playground')).body).toContain('data-mailbox="http://localhost:1080"');
    await http.close();
  });

  it('says that it has not been built where it has not', async () => {
    await expect(
      playground(Fastify(), { folder: join(folder, 'nowhere'), mailboxUrl: () => undefined }),
    ).rejects.toThrow('the playground has not been built');
  });
});
