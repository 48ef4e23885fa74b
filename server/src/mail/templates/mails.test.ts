import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brandColours } from '../../domain/brandColours.ts';
import { type Language, languages } from '../../domain/language.ts';
import { type SmtpSink, startSmtpSink } from '../../testing/smtpSink.ts';
import { MAIL_DEFINITIONS, MAIL_NAMES, type MailName, type MailValues } from '../kinds.ts';
import { createTransport } from '../transport.ts';
import { previewMail } from './previewMail.ts';
import { loadTemplates, type RenderedMail } from './templates.ts';

const brand = { name: 'Schlüssel & Söhne', colour: '#3b5bdb', supportUrl: 'https://help.example/?a=1&b=2' };
const names = MAIL_NAMES;
const every = languages.flatMap(language => names.map(name => [name, language] as const));

function linksOf(name: MailName): string[] {
  return Object.values(MAIL_DEFINITIONS[name].sample).filter(
    value => typeof value === 'string' && value.startsWith('https:'),
  ) as string[];
}

describe('the mails', { tags: ['mail-form'] }, () => {
  describe.each(every)('%s in %s', (name, language) => {
    const rendered = previewMail(loadTemplates(brand), name, language);

    it('has the same links in both parts, each alone on its line of the text', () => {
      const lines = rendered.text.split('\n');
      for (const link of linksOf(name)) {
        expect(lines).toContain(link);
        expect(rendered.html).toContain(`href="${link.replaceAll('&', '&amp;')}"`);
      }
    });

    it('says who asked for what at which product', () => {
      for (const words of [rendered.text, rendered.html])
        expect(words).toContain(String(MAIL_DEFINITIONS[name].sample.address));
      expect(rendered.text).toContain('Schlüssel & Söhne');
      expect(rendered.html).toContain('Schlüssel &amp; Söhne');
    });

    it('leaves no placeholder behind', () => {
      expect(rendered.subject + rendered.text + rendered.html).not.toMatch(/\{\{|\}\}|undefined|b2a4d/);
    });

    it('loads nothing from anywhere and runs nothing', () => {
      expect(rendered.html).not.toMatch(
        /<(img|script|link|iframe|object|embed|form|video|audio|source)\b|@import|url\(|@font-face/i,
      );
    });

    it('tells its language and the direction of its script', () => {
      expect(rendered.html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    });

    it('has a subject of one line that shows whole in a mailbox', () => {
      expect(rendered.subject).toMatch(/^[^\r\n]{5,70}$/);
    });
  });

  it('speak their own language, each', () => {
    for (const name of names) {
      const subjects = languages.map(language => previewMail(loadTemplates(brand), name, language).subject);
      expect(new Set(subjects).size).toBe(languages.length);
    }
  });

  it('name no place to ask when the operator has named none', () => {
    const { text, html } = previewMail(loadTemplates({ name: 'Rekey', colour: '#000' }), 'password-reset', 'en');
    expect(text).not.toContain('Questions?');
    expect(html).not.toContain('Questions?');
  });

  it('has words on its button and links that can be read, for any colour of the brand', () => {
    for (const [colour, words] of [
      ['#ffd43b', '#000000'],
      ['#3b5bdb', '#ffffff'],
    ] as const) {
      const { html } = previewMail(loadTemplates({ name: 'Rekey', colour }), 'password-reset', 'en');
      const { ink, darkInk } = brandColours(colour);
      expect(html).toMatch(new RegExp(`background:${colour};[^"]*color:${words};`));
      expect(html).toContain(`color:${ink};word-break:break-all`);
      expect(html).toContain(`.words a, .quiet a { color: ${darkInk} !important; }`);
    }
  });

  it.each(languages)('names terms and privacy policy at its end where the operator has: %s', language => {
    const pages = { termsUrl: 'https://example.com/terms?a=1&b=2', privacyUrl: 'https://example.com/privacy' };
    const named = previewMail(loadTemplates({ ...brand, ...pages }), 'registration', language);
    expect(named.html).toContain('href="https://example.com/terms?a=1&amp;b=2"');
    expect(named.html).toContain('href="https://example.com/privacy"');
    expect(named.text.trim().split(/\s+/)).toEqual(expect.arrayContaining(Object.values(pages)));
    const unnamed = previewMail(loadTemplates(brand), 'registration', language);
    expect(`${unnamed.html}${unnamed.text}`).not.toMatch(/terms|privacy/);
  });

  it('cannot be changed by what is filled in', () => {
    const address = '"<b>{{brand}}</b>\r\n\r\nhttps://evil.example/"@example.com';
    const sample = MAIL_DEFINITIONS['password-reset'].sample as MailValues<'password-reset'>;
    const mail = { name: 'password-reset', language: 'en', values: { ...sample, address } } as const;
    const { text, html } = loadTemplates(brand).render(mail);
    expect(html).not.toContain('<b>');
    expect(html).toContain('{{brand}}');
    expect(text.split('\n').filter(line => line.startsWith('https://evil'))).toEqual([]);
  });

  it('keep names and addresses in one piece, and in their own direction', () => {
    const rtl = 'علي@مثال.إختبار';
    const render = (language: Language, address: string) =>
      loadTemplates(brand).render({
        name: 'already-registered',
        language,
        values: { ...(MAIL_DEFINITIONS['already-registered'].sample as MailValues<'already-registered'>), address },
      });
    for (const [language, address] of [
      ['en', rtl],
      ['ar', 'anna@example.com'],
    ] as const) {
      const { text, html } = render(language, address);
      expect(text).toContain(`\u2068${address}\u2069`);
      expect(html).toContain(`<bdi><strong>${address}</strong></bdi>`);
    }
    expect(render('en', 'anna@example.com').text).not.toMatch(/[\u2066-\u2069]/);
    expect(render('ar', 'anna@example.com').html).not.toMatch(/[\u2066-\u2069]/);
  });

  it('keep a time apart from the number behind it, where the words run from right to left', () => {
    const { text, html } = previewMail(loadTemplates(brand), 'failed-sign-ins', 'ar');
    expect(text).toMatch(/\u2068[^\u2069]*UTC\u2069: 20\./);
    expect(html).toMatch(/<bdi>[^<]*UTC<\/bdi>: 20\./);
  });

  it('are in English where a newer version has queued them in a language that this one does not speak', () => {
    const ofNewer = 'tlh' as Language;
    expect(previewMail(loadTemplates(brand), 'registration', ofNewer).subject).toContain('Create your');
  });

  it('show the button in black or white words, whichever can be read on the colour', () => {
    const colourOf = (colour: string) =>
      /<a[^>]+background:[^>]*;color:(#\w+)/.exec(
        previewMail(loadTemplates({ name: 'R', colour }), 'registration', 'en').html,
      )?.[1];
    expect(colourOf('#ffdd00')).toBe('#000000');
    expect(colourOf('#fd0')).toBe('#000000');
    expect(colourOf('#1a1a6e')).toBe('#ffffff');
  });

  describe('with templates of the operator', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rekey-templates-'));
    mkdirSync(join(folder, 'de'));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('use those, and our own for the rest', () => {
      writeFileSync(join(folder, 'de/registration.txt'), 'Subject: Moin bei {{brand}}\r\n\r\n{{registerUrl}}\r\n');
      const templates = loadTemplates(brand, folder);
      expect(previewMail(templates, 'registration', 'de').subject).toBe('Moin bei Schlüssel & Söhne');
      expect(previewMail(templates, 'registration', 'de').html).toContain('<html lang="de"');
      expect(previewMail(templates, 'registration', 'fr').subject).toContain('compte');
    });

    it('name every file that cannot be used, and why', () => {
      writeFileSync(join(folder, 'de/password-reset.txt'), 'Hallo {{resetUrl}}');
      writeFileSync(join(folder, 'de/password-reset.html'), '<a href="{{resetURL}}">{{#support}}</a>');
      expect(() => loadTemplates(brand, folder)).toThrow(
        /password-reset\.txt: it has to begin with "Subject: …".*password-reset\.html: \{\{resetURL\}\} is not known/s,
      );
    });
  });
});

describe('what arrives', { tags: ['mail-form'] }, () => {
  let sink: SmtpSink;
  beforeAll(async () => {
    sink = await startSmtpSink();
  });
  afterAll(() => sink.close());

  async function arrive(
    rendered: RenderedMail,
    language: Language,
    id: string,
  ): Promise<{ raw: string; parsed: ParsedMail }> {
    const server = { host: '127.0.0.1', port: sink.port, tls: 'none', from: 'no-reply@rekey.example' } as const;
    const transport = createTransport(server, { brandName: brand.name });
    const mail = { id, to: 'anna.example@example.com', language, date: new Date('2026-03-14T15:09:26Z'), ...rendered };
    expect(await transport.send(mail, new AbortController().signal)).toMatchObject({ kind: 'accepted' });
    transport.close();
    const sunk = sink.mails.find(({ messageId }) => messageId.startsWith(`<${id}@`));
    const raw = sunk?.raw.toString('latin1') ?? '';
    return { raw, parsed: await simpleParser(sunk?.raw ?? '') };
  }

  it.each(every)('%s in %s is well formed and comes through unharmed', async (name, language) => {
    const rendered = previewMail(loadTemplates(brand), name, language);
    const { raw, parsed } = await arrive(rendered, language, `${name}-${language}`);

    // RFC 5322, 2.1.1 and 2.3: no line beyond 998 characters, no bare line breaks, headers in ASCII alone.
    expect(raw.split('\r\n').every(line => line.length <= 998)).toBe(true);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(raw).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    expect(raw.length).toBeLessThan(100_000);

    expect(parsed.subject).toBe(rendered.subject);
    expect(parsed.from?.value).toEqual([{ name: brand.name, address: 'no-reply@rekey.example' }]);
    expect(parsed.to).toMatchObject({ value: [{ address: 'anna.example@example.com' }] });
    expect(parsed.date).toEqual(new Date('2026-03-14T15:09:26Z'));
    expect(parsed.messageId).toBe(`<${name}-${language}@rekey.example>`);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('content-language')).toBe(language);
    expect(parsed.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' });
    expect(raw.indexOf('Content-Type: text/plain')).toBeLessThan(raw.indexOf('Content-Type: text/html'));
    expect(parsed.text?.trim()).toBe(rendered.text.trim());
    expect(parsed.html).toContain(rendered.html.trim());
    expect(parsed.attachments).toEqual([]);
  });
});
