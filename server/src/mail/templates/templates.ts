import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAILS_FOLDER } from '../../config/folders.ts';
import { type Language, languages } from '../../domain/language.ts';
import type { Brand, Mail, MailTemplateName } from '../mail.ts';
import { brandNames, brandValues } from './brandValues.ts';
import { escapeHtml, oneLine } from './escape.ts';
import { type FilledIn, readTemplate } from './fillIn.ts';
import { durationInWords, momentInWords } from './words.ts';

/** What a mail says: a subject of one line, and the same content as text and as HTML. */
export type RenderedMail = { subject: string; text: string; html: string };

/** The mails of the product, ready to be filled in. */
export type Templates = { render(mail: Mail): RenderedMail };

/** The values that each template may use, besides those of the brand. */
export const templateValues: Record<MailTemplateName, readonly string[]> = {
  'password-reset': ['address', 'resetUrl', 'revokeUrl', 'expiresIn'],
  registration: ['address', 'registerUrl', 'expiresIn'],
  'already-registered': ['address', 'loginUrl', 'resetUrl'],
  'password-changed': ['address', 'changedAt', 'resetUrl'],
};

type Parts = { subject: FilledIn; text: FilledIn; html: FilledIn };

/**
 * Reads every mail once, so that sending one only fills in values. A file in the operator's folder, such as
 * `de/password-reset.html`, takes the place of ours. Throws one error that names every file with a fault.
 */
export function loadTemplates(brand: Brand, overrideFolder?: string): Templates {
  const faults: string[] = [];
  const mails = new Map<string, Parts>();
  for (const language of languages) {
    for (const template of Object.keys(templateValues) as MailTemplateName[]) {
      const names = new Set([...brandNames, ...templateValues[template]]);
      const read = (extension: 'txt' | 'html', make: (source: string) => Partial<Parts>): Partial<Parts> => {
        const path = pathOf(`${language}/${template}.${extension}`, overrideFolder);
        try {
          return make(readFileSync(path, 'utf8'));
        } catch (fault) {
          faults.push(`${path}: ${fault instanceof Error ? fault.message : fault}`);
          return {};
        }
      };
      const parts = {
        ...read('txt', source => readText(source, names)),
        ...read('html', source => ({ html: readTemplate(source, names, escapeHtml) })),
      };
      mails.set(`${language}/${template}`, parts as Parts);
    }
  }
  if (faults.length > 0) throw new Error(`Mail templates cannot be used:\n${faults.join('\n')}`);

  const ofBrand = brandValues(brand);
  return {
    render(mail) {
      const parts = mails.get(`${mail.language}/${mail.template}`) as Parts;
      const values = { ...ofBrand, ...inWords(mail.values, mail.language) };
      return { subject: parts.subject(values).trim(), text: parts.text(values), html: parts.html(values) };
    },
  };
}

function pathOf(file: string, overrideFolder: string | undefined): string {
  const override = overrideFolder && join(overrideFolder, file);
  return override && existsSync(override) ? override : join(MAILS_FOLDER, file);
}

/** A text template begins with its subject, as a header does: `Subject: …`, an empty line, the text. */
function readText(source: string, names: ReadonlySet<string>): Pick<Parts, 'subject' | 'text'> {
  const [, subject, text] = /^Subject:[ \t]*([^\n]+)\n\s*\n(.*)$/s.exec(source.replaceAll('\r\n', '\n')) ?? [];
  if (subject === undefined || text === undefined)
    throw new Error('it has to begin with "Subject: …" and an empty line');
  return { subject: readTemplate(subject, names, oneLine), text: readTemplate(text, names, oneLine) };
}

function inWords(values: Mail['values'], language: Language): Record<string, string> {
  const { expiresInSeconds, changedAt, ...rest } = values as Mail['values'] & {
    expiresInSeconds?: number;
    changedAt?: Date;
  };
  return {
    ...rest,
    ...(expiresInSeconds !== undefined && { expiresIn: durationInWords(expiresInSeconds, language) }),
    ...(changedAt !== undefined && { changedAt: momentInWords(changedAt, language) }),
  };
}
