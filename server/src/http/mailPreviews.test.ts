import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { languages } from '../domain/language.ts';
import { MAIL_NAMES } from '../mail/kinds.ts';
import { loadTemplates } from '../mail/templates/templates.ts';
import { mailPreviews } from './mailPreviews.ts';

describe('the previews of mails', () => {
  const http = Fastify();
  mailPreviews(http, loadTemplates({ name: 'Rekey <b>', colour: '#3b5bdb' }));

  it('lead from one page to each mail in each language, as HTML and as text', async () => {
    const overview = await http.inject('/playground/mails');
    const paths = [...overview.body.matchAll(/href="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(paths).toHaveLength(MAIL_NAMES.length * languages.length * 2);
    expect(overview.body).not.toContain('Rekey <b>');
    for (const path of paths) {
      const { statusCode, headers } = await http.inject(`/playground/${path}`);
      expect({ path, statusCode, type: headers['content-type'] }).toEqual({
        path,
        statusCode: 200,
        type: path.endsWith('.txt') ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    }
  });
});
