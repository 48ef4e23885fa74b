import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { languages } from '../../domain/language.ts';
import { MAIL_DEFINITIONS, MAIL_NAMES } from '../kinds.ts';
import { previewMail } from './previewMail.ts';
import { loadTemplates, MailTemplatesError } from './templates.ts';

const brand = { name: 'Example', colour: '#3b5bdb' };
const { resetUrl, revokeUrl } = MAIL_DEFINITIONS['password-reset'].sample;

const TEXT = `Subject: Neues Passwort für {{brand}}

Hallo {{address}}, der Link gilt {{expiresIn}}:

{{resetUrl}}

Nicht verlangt?

{{revokeUrl}}
`;

const HTML = `<!doctype html>
<html lang="de">
<head><style>@media print{.a{color:{{brandColour}}}} .b { }</style></head>
<body>
<p>Hallo <b>{{address}}</b>, 100% sicher.</p>
<p><a class="button" href="{{resetUrl}}">Neues Passwort</a></p>
<p><a href='{{revokeUrl}}'>Das war ich nicht</a></p>
</body>
</html>
`;

describe('a template of the operator', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  function folderWith(files: Record<string, string | Buffer>): string {
    const folder = mkdtempSync(join(tmpdir(), 'rekey-templates-'));
    folders.push(folder);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  }

  function renderedWith(files: { txt?: string | Buffer; html?: string | Buffer }) {
    const folder = folderWith({
      'de/password-reset.txt': files.txt ?? TEXT,
      'de/password-reset.html': files.html ?? HTML,
    });
    return previewMail(loadTemplates(brand, folder), 'password-reset', 'de');
  }

  /** The faults, without the path. */
  function faultsOf(files: { txt?: string | Buffer; html?: string | Buffer }): string[] {
    try {
      renderedWith(files);
      return [];
    } catch (error) {
      if (!(error instanceof MailTemplatesError)) throw error;
      return error.problems.map(problem => problem.replace(/^.*\/de\//, ''));
    }
  }

  it('replaces the built-in one, whose form it may take as it is', () => {
    expect(renderedWith({}).subject).toBe('Neues Passwort für Example');
    const builtIn = loadTemplates(brand);
    for (const language of languages) {
      const copies = MAIL_NAMES.flatMap(name => {
        const file = (extension: string) => new URL(`../../../mails/${language}/${name}.${extension}`, import.meta.url);
        return (['txt', 'html'] as const).map(
          extension => [file(extension), `${language}/${name}.${extension}`] as const,
        );
      });
      const folder = folderWith({});
      mkdirSync(join(folder, language));
      for (const [from, to] of copies) symlinkSync(from, join(folder, to));
      const own = loadTemplates(brand, folder);
      for (const name of MAIL_NAMES) {
        const withoutTrailingSpace = (words: string) => words.replace(/[^\S\n]+$/gm, '').trim();
        const [copied, original] = [own, builtIn].map(templates => previewMail(templates, name, language));
        expect(withoutTrailingSpace(copied?.html ?? '')).toBe(withoutTrailingSpace(original?.html ?? ''));
        expect(withoutTrailingSpace(copied?.text ?? '')).toBe(withoutTrailingSpace(original?.text ?? ''));
        expect(copied?.subject).toBe(original?.subject);
      }
    }
  });

  describe('is read as it was meant, regardless of what an editor has done to its file:', () => {
    const plain = () => renderedWith({});
    const bigEndian = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    const waysToSave: [string, (text: string) => string | Buffer][] = [
      ['a byte order mark', text => `\ufeff${text}`],
      ['UTF-16, little endian', text => Buffer.from(`\ufeff${text}`, 'utf16le')],
      ['UTF-16, big endian', bigEndian],
      ['CRLF', text => text.replaceAll('\n', '\r\n')],
      ['CR', text => text.replaceAll('\n', '\r')],
      ['line separators of Unicode', text => text.replaceAll('\n', '\u2028')],
      ['white space at the end of lines', text => text.replaceAll('\n', ' \t\u00a0\n')],
      ['empty lines at the end', text => `${text}\n\n \n`],
      ['no line break at the end', text => text.trimEnd()],
      ['empty lines at the start', text => `\n\n${text}`],
      ['spaces in placeholders', text => text.replaceAll('{{', '{{ ').replaceAll('}}', ' }}')],
      ['spaces that do not break', text => text.replaceAll('{{', '{{\u00a0').replaceAll('}}', '\u202f}}')],
      [
        'zero-width characters in placeholders',
        text => text.replaceAll('{{', '{\u200b{\u2060').replace(/Url/g, '\ufeffUrl'),
      ],
      ['full-width braces', text => text.replaceAll('{{', '｛｛').replaceAll('}}', '｝｝')],
      ['full-width letters', text => text.replaceAll('{{resetUrl}}', '{{ｒｅｓｅｔＵｒｌ}}')],
      ['small and ornamental braces', text => text.replaceAll('{{', '﹛❴').replaceAll('}}', '❵﹜')],
    ];
    it.each(waysToSave)('%s', (_, save) => {
      const { subject, text, html } = plain();
      // The braces of the style sheet are no placeholders.
      const savedHtml = save(HTML.replace(/<style>.*<\/style>/, ''));
      const saved = renderedWith({ txt: save(TEXT), html: savedHtml });
      const body = (words: string) => words.slice(words.indexOf('<body>')).trim();
      expect({ subject: saved.subject, text: saved.text.trim(), html: body(saved.html) }).toEqual({
        subject,
        text: text.trim(),
        html: body(html),
      });
    });

    it.each([
      ['typographic quotes', 'href=”{{resetUrl}}”'],
      ['German ones', 'href=„{{resetUrl}}“'],
      ['typographic apostrophes', 'href=‘{{resetUrl}}’'],
      ['guillemets', 'href=«{{resetUrl}}»'],
      ['primes', 'href=″{{resetUrl}}″'],
      ['a straight quote and a typographic one', 'href="{{resetUrl}}”'],
      ['a typographic quote and a straight one', 'href=“{{resetUrl}}"'],
      ['white space around the placeholder', 'href=" {{resetUrl}}\u00a0"'],
      ['a zero-width space in the tag', '\u200bhref="\u200b{{resetUrl}}\ufeff"'],
      ['braces escaped for URLs', 'href="%7B%7BresetUrl%7D%7D"'],
      ['braces escaped for HTML', 'href="&#123;&#123;resetUrl&#125;&#125;"'],
      ['a space escaped for HTML', 'href="{{&nbsp;resetUrl&#160;}}"'],
      ['a space that does not break before the attribute', '\u00a0href="{{resetUrl}}"'],
    ])('in a tag, %s', (_, attribute) => {
      const { html } = renderedWith({ html: HTML.replace('href="{{resetUrl}}"', attribute) });
      expect(html).toMatch(new RegExp(`<a class="button"\\s+href="${resetUrl}">Neues Passwort</a>`));
    });

    it('what belongs to its words stays: typographic quotes, joiners, spaces that do not break, signatures', () => {
      const words = '„Hallo“ 👩\u200d💻 می\u200cخواهم 20\u00a0% {:-} $5 50% [sic] #1 a_b__c {}';
      const { text, html } = renderedWith({
        txt: TEXT.replace('Nicht verlangt?', `${words}\n\n-- \nDein Team`),
        html: HTML.replace('100% sicher', `${words} <a href="https://example.com/%C3%BCber%20uns">x</a>`),
      });
      expect(text).toContain(`${words}\n\n-- \nDein Team`);
      expect(html).toContain(words);
      expect(html).toContain('@media print{.a{color:#3b5bdb}} .b { }');
    });
  });

  it.each([
    [
      'Windows-1252',
      Buffer.from(TEXT, 'latin1'),
      'password-reset.txt: it is not UTF-8: character 26 is the byte FC, which is "ü" in Windows-1252. Save the file as UTF-8 (line 1)',
    ],
    [
      'Windows-1252 with CRLF, in a later line',
      Buffer.from(`${TEXT.replace('für', 'fuer').replaceAll('\n', '\r\n')}Grüße`, 'latin1'),
      'password-reset.txt: it is not UTF-8: character 3 is the byte FC, which is "ü" in Windows-1252. Save the file as UTF-8 (line 10)',
    ],
    [
      'a letter cut in two',
      Buffer.concat([Buffer.from(TEXT), Buffer.from([0xe2, 0x82])]),
      /password-reset\.txt: it is not UTF-8: character 1 is the byte E2.*\(line 10\)/,
    ],
    [
      'UTF-16 without a byte order mark',
      Buffer.from(TEXT, 'utf16le'),
      /^password-reset\.txt: it .*Save the file as UTF-8|save the file as UTF-8/,
    ],
    [
      'UTF-16 with half a letter',
      Buffer.concat([Buffer.from(`\ufeff${TEXT}`, 'utf16le'), Buffer.from([0x20])]),
      /it is no valid UTF-16/,
    ],
    [
      'letters that an earlier conversion has lost',
      TEXT.replace('ü', '\ufffd'),
      'password-reset.txt: it holds the unreadable character U+FFFD: save the file as UTF-8 (line 1)',
    ],
    [
      'a control character',
      TEXT.replace('Hallo', 'Hal\u0007lo'),
      'password-reset.txt: it holds the unreadable character U+0007: save the file as UTF-8 (line 3)',
    ],
  ])('in another encoding is refused with its place: %s', (_, txt, fault) => {
    const faults = faultsOf({ txt });
    expect(faults).toHaveLength(1);
    if (typeof fault === 'string') expect(faults[0]).toBe(fault);
    else expect(faults[0]).toMatch(fault);
  });

  const strays = [
    '{{ link }}',
    '{{link}}',
    '{link}',
    `$\{link}`,
    '%link%',
    '{{{link}}}',
    '{{{resetUrl}}}',
    '[[link]]',
    '<%= link %>',
    '{{resetUlr}}',
    '{{ResetUrl}}',
    '{{RESETURL}}',
    '{{reset_url}}',
    '{{reset-url}}',
    '{{ link.url }}',
    '{{link|escape}}',
    '{{&resetUrl}}',
    '{{>footer}}',
    '{{^support}}',
    '{{! note }}',
    '{{#if link}}',
    '{{else}}',
    '{{resetUrl',
    '{{link',
    '{{resetUrl}',
    'resetUrl}}',
    '{resetUrl}}',
    '{ resetUrl }',
    '#{link}',
    '{% link %}',
    '{# note #}',
    '<?= $link ?>',
    '<?php echo $link; ?>',
    '<<link>>',
    '%(link)s',
    '$link',
    '*|LINK|*',
    '__LINK__',
    '@@link@@',
    '##link##',
    '$resetUrl',
    ':resetUrl',
    '@resetUrl',
    '|resetUrl|',
    '[address]',
    '%address%',
    '{{<b>resetUrl</b>}}',
    '{{reset Url}}',
    '{{registerUrl}}',
    '｛｛link｝｝',
    '{{\u00a0link\u00a0}}',
    '%RESETURL%',
    '{{}}',
    '{{ }}',
    // vivo-project/VIVO#2134, WPManageNinja/fluent-security#89, ultimatemember/ultimatemember#591
    '{5}',
    '{{##user.password_reset_url##}}',
    '{password_reset_link}',
  ];

  it.each(strays)('with what looks like a placeholder and is none is refused, in each part: %s', stray => {
    const inText = faultsOf({ txt: TEXT.replace('Nicht verlangt?', `Nicht verlangt? ${stray} `) });
    expect(inText.join('\n')).toMatch(/^password-reset\.txt: .*\(line 7\)$/m);
    const inSubject = faultsOf({ txt: TEXT.replace('Neues', `${stray} Neues`) });
    expect(inSubject.join('\n')).toMatch(/^password-reset\.txt: .*\(line 1\)$/m);
    const inHtml = faultsOf({ html: HTML.replace('sicher', `sicher ${stray} `) });
    expect(inHtml.join('\n')).toMatch(/^password-reset\.html: .*\(line 5\)$/m);
    if (!/[<>]/.test(stray)) {
      const inAttribute = faultsOf({ html: HTML.replace('class="button"', `class="button" title="${stray} "`) });
      expect(inAttribute.join('\n')).toMatch(/^password-reset\.html: .*\(line 6\)$/m);
      const inComment = faultsOf({ html: HTML.replace('<body>', `<body><!-- ${stray} -->`) });
      expect(inComment.join('\n')).toMatch(/^password-reset\.html: .*\(line 4\)$/m);
    }
  });

  it('is told the placeholder that was meant', () => {
    for (const stray of ['{resetUrl}', `$\{ResetURL}`, '%reset_url%', '{{reset-url}}'])
      expect(faultsOf({ txt: TEXT.replace('{{resetUrl}}', stray) }).join('\n')).toContain('write {{resetUrl}}');
  });

  it.each<[string, { txt?: string; html?: string }, string]>([
    ['the text has no link', { txt: TEXT.replace('{{resetUrl}}', '') }, 'password-reset.txt: {{resetUrl}} is missing'],
    [
      'the text has no "it wasn’t me"',
      { txt: TEXT.replace('{{revokeUrl}}', '') },
      'password-reset.txt: {{revokeUrl}} is missing',
    ],
    [
      'the HTML has no link',
      { html: HTML.replace('{{resetUrl}}', '#') },
      'password-reset.html: {{resetUrl}} is missing',
    ],
    [
      'the HTML has no "it wasn’t me"',
      { html: HTML.replace('{{revokeUrl}}', '#') },
      'password-reset.html: {{revokeUrl}} is missing',
    ],
    [
      'the link is in a comment',
      { html: HTML.replace(/<p><a class.*<\/p>/, '<!-- $& -->') },
      'password-reset.html: {{resetUrl}} is missing',
    ],
    [
      'the link is in a comment for Outlook',
      { html: HTML.replace(/<p><a class.*<\/p>/, '<!--[if mso]>$&<![endif]-->') },
      'password-reset.html: {{resetUrl}} is missing',
    ],
    [
      'the link is in a style sheet',
      { html: HTML.replace('{{resetUrl}}', '#').replace('.b { }', '.b { background: url({{resetUrl}} ) }') },
      'password-reset.html: {{resetUrl}} is missing',
    ],
    [
      'the link is in the title',
      { html: HTML.replace('{{resetUrl}}', '#').replace('<head>', '<head><title>{{resetUrl}}</title>') },
      'password-reset.html: {{resetUrl}} is missing',
    ],
    [
      'the link is in another attribute',
      { html: HTML.replace('href="{{resetUrl}}"', 'data-href="{{resetUrl}}"') },
      'password-reset.html: {{resetUrl}} is missing',
    ],
    [
      'the link is where an image is loaded from',
      { html: HTML.replace(/<a class="button" href=("{{resetUrl}}").*?<\/a>/, '<img src=$1>') },
      'password-reset.html: {{resetUrl}} is missing',
    ],
    [
      'the link leads through somewhere else',
      { html: HTML.replace('{{resetUrl}}', 'https://track.example/?u={{resetUrl}}') },
      'password-reset.html: {{resetUrl}} is missing',
    ],
    [
      'the link is in the subject',
      { txt: TEXT.replace('{{resetUrl}}', '').replace('{{brand}}', '{{resetUrl}}') },
      'password-reset.txt: its subject holds a link',
    ],
    [
      'the link depends on a place to ask',
      { txt: TEXT.replace('{{resetUrl}}', '{{#support}}{{resetUrl}}{{/support}}') },
      'password-reset.txt: {{resetUrl}} is missing',
    ],
    ['the file is empty', { html: '' }, 'password-reset.html: {{resetUrl}} is missing'],
    [
      'the subject may be empty',
      { txt: TEXT.replace(/^.*\n/, 'Subject: {{support}}\n') },
      'password-reset.txt: its subject is empty',
    ],
    [
      'the subject is missing',
      { txt: TEXT.replace(/^.*\n\n/, '') },
      'password-reset.txt: it has to begin with "Subject: …"',
    ],
  ])('is refused where %s', (_, files, fault) => {
    expect(faultsOf(files).join('\n')).toContain(fault);
  });

  it.each([
    '{{resetUrl}}.',
    '({{resetUrl}})',
    '{{resetUrl}}。',
    '“{{resetUrl}}”',
    '→{{resetUrl}}',
    '{{resetUrl}}?lang=de',
    '{{resetUrl}}\u200b',
    '*{{resetUrl}}*',
    '{{resetUrl}}{{address}}',
  ])('is refused where something touches the link: %s', touched => {
    expect(faultsOf({ txt: TEXT.replace('{{resetUrl}}', touched) }).join('\n')).toContain(
      'is touched by what stands beside it',
    );
    expect(faultsOf({ html: HTML.replace('sicher', `sicher ${touched}`) }).join('\n')).toContain(
      'is touched by what stands beside it',
    );
  });

  it('may show a link in brackets, written out in HTML, or at the end of a section', () => {
    expect(
      faultsOf({ txt: TEXT.replace('{{resetUrl}}', '<{{resetUrl}}>{{#support}}\n{{support}}{{/support}}') }),
    ).toEqual([]);
    expect(faultsOf({ html: HTML.replace(/<p><a class.*<\/p>/, '<p>{{resetUrl}}<br></p>') })).toEqual([]);
    expect(faultsOf({ html: HTML.replace('href="{{resetUrl}}"', 'HREF={{resetUrl}}') })).toEqual([]);
    expect(faultsOf({ txt: TEXT.replace('Subject: ', 'SUBJECT：') })).toEqual([]);
    const { text } = renderedWith({});
    expect(text.split('\n')).toEqual(expect.arrayContaining([resetUrl, revokeUrl]));
  });

  it('is refused together with every other fault of every file', () => {
    const txt = TEXT.replace('{{address}}', '{{adress}} und {link}').replace('{{revokeUrl}}', '');
    const faults = faultsOf({ txt, html: Buffer.from(HTML.replace('sicher', 'für'), 'latin1') });
    expect(faults).toEqual([
      expect.stringMatching(/^password-reset\.txt: "\{link\}" is no placeholder .*\(line 3\)$/),
      expect.stringMatching(/^password-reset\.txt: \{\{adress\}\} is not known here.*\(line 3\)$/),
      expect.stringMatching(/^password-reset\.txt: \{\{revokeUrl\}\} is missing/),
      expect.stringMatching(/^password-reset\.html: it is not UTF-8.*\(line 5\)$/),
    ]);
  });

  it('is named where no mail uses it, and may lie behind a symbolic link', () => {
    const folder = folderWith({
      'hidden/de/password-reset.txt': TEXT,
      'all/de-AT/password-reset.txt': TEXT,
      'all/de/pasword-reset.html': HTML,
      'all/fr/Registration.txt': TEXT,
      'all/de/password-reset.txt~': 'backup',
      'all/.git/config.txt': '',
      'all/README.md': '',
    });
    rmSync(join(folder, 'all/de'), { recursive: true });
    symlinkSync(join(folder, 'hidden/de'), join(folder, 'all/de'));
    writeFileSync(join(folder, 'all/de/pasword-reset.html'), HTML);
    const templates = loadTemplates(brand, join(folder, 'all'));
    expect(previewMail(templates, 'password-reset', 'de').subject).toBe('Neues Passwort für Example');
    expect([...templates.unused].sort()).toEqual([
      'de-AT/password-reset.txt',
      'de/pasword-reset.html',
      'fr/Registration.txt',
    ]);
  });

  it('cannot be looked for in a folder that does not exist, or that is a file', () => {
    const folder = folderWith({ file: '' });
    for (const wrong of ['missing', 'file'])
      expect(() => loadTemplates(brand, join(folder, wrong))).toThrow(
        /MAIL_TEMPLATES: E(NOENT|NOTDIR).*(missing|file)/,
      );
  });
});

it('docs/operations.md tells the placeholders and the links of every email', () => {
  const document = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
  const listed = (names: readonly string[]) => names.map(name => `\`{{${name}}}\``).join(', ');
  for (const name of MAIL_NAMES) {
    const { values, links } = MAIL_DEFINITIONS[name];
    const required = [links.button, links.second].filter(link => link !== undefined);
    expect(document).toContain(`| \`${name}\` | ${listed(Object.keys(values))} | ${listed(required)} |`);
  }
});
