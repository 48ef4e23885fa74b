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
    await mkdir(join(folder, 'states', 'assets'), { recursive: true });
    for (const page of ['index.html', 'state.html']) await writeFile(join(folder, 'states', page), page);
    await writeFile(join(folder, 'index.html'), '<div id="root" data-mailbox=""></div>');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('links to the local mailbox once it has started', async () => {
    const http = Fastify();
    let mailboxUrl: string | undefined;
    await playground(http, { folder, basePath: '', mailboxUrl: () => mailboxUrl });

    expect((await http.inject('/playground')).body).toContain('data-mailbox=""');
    mailboxUrl = 'http://localhost:1080';
    expect((await http.inject('/playground')).body).toContain('data-mailbox="http://localhost:1080"');
    await http.close();
  });

  it('lets states be framed by the page that shows them, and by no other origin', async () => {
    const http = Fastify();
    await playground(http, { folder, basePath: '', mailboxUrl: () => undefined });
    expect((await http.inject('/playground/states')).headers.location).toBe('/playground/states/');
    for (const [path, page] of Object.entries({ '': 'index.html', 'state.html?name=login': 'state.html' })) {
      const { body, headers } = await http.inject(`/playground/states/${path}`);
      expect(body).toBe(page);
      expect(headers['x-frame-options']).toBe('sameorigin');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'self'");
    }
    await http.close();
  });

  it('says that it has not been built where it has not', async () => {
    await expect(
      playground(Fastify(), { folder: join(folder, 'nowhere'), basePath: '', mailboxUrl: () => undefined }),
    ).rejects.toThrow('the playground has not been built');
  });
});
