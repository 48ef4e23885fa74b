import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Brand } from '../../domain/brand.ts';
import { escapeHtml, oneLine } from '../../domain/escapeHtml.ts';
import { type Language, languages } from '../../domain/language.ts';
import { durationInWords } from '../../messages/duration.ts';
import type { Mail } from '../compose.ts';
import { MAIL_DEFINITIONS, MAIL_NAMES, type MailName } from '../kinds.ts';
import { brandNames, brandValues } from './brandValues.ts';
import { type FilledIn, readTemplate } from './fillIn.ts';
import { timeInWords } from './timeInWords.ts';

/** Where the compiled mails are. The build puts all files one folder deep. */
const MAILS_FOLDER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../mails' : '../mails', import.meta.url),
);

/** A rendered mail: a subject of one line, and the same content as text and as HTML. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mails of the product, ready to be filled in. */
export interface Templates {
  render(mail: Mail): RenderedMail;
}

interface CompiledMail {
  readonly subject: FilledIn;
  readonly text: FilledIn;
  readonly html: FilledIn;
}

/**
 * Compiles every mail once, so that sending one only fills in values. A file in the operator's folder, such as
 * `de/password-reset.html`, replaces the built-in one. Throws one error that names every invalid file.
 */
export function loadTemplates(brand: Brand, overrideFolder?: string): Templates {
  const problems: string[] = [];
  const mails = new Map<string, CompiledMail>();
  for (const language of languages) {
    for (const name of MAIL_NAMES) {
      const values = new Set([...brandNames, ...Object.keys(MAIL_DEFINITIONS[name].values)]);
      const read = (
        extension: 'txt' | 'html',
        make: (source: string) => Partial<CompiledMail>,
      ): Partial<CompiledMail> => {
        const path = pathOf(`${language}/${name}.${extension}`, overrideFolder);
        try {
          return make(readFileSync(path, 'utf8'));
        } catch (error) {
          problems.push(`${path}: ${error instanceof Error ? error.message : error}`);
          return {};
        }
      };
      const compiled = {
        ...read('txt', source => readText(source, values)),
        ...read('html', source => ({ html: readTemplate(source, values, value => escapeHtml(oneLine(value))) })),
      };
      mails.set(`${language}/${name}`, compiled as CompiledMail);
    }
  }
  if (problems.length > 0) throw new Error(`Mail templates cannot be used:\n${problems.join('\n')}`);

  const ofBrand = brandValues(brand);
  return {
    render(mail) {
      const compiled = mails.get(`${mail.language}/${mail.name}`) as CompiledMail;
      const values = { ...ofBrand, ...formatValues(mail.name, mail.values, mail.language) };
      return { subject: compiled.subject(values).trim(), text: compiled.text(values), html: compiled.html(values) };
    },
  };
}

function pathOf(file: string, overrideFolder: string | undefined): string {
  const override = overrideFolder && join(overrideFolder, file);
  return override && existsSync(override) ? override : join(MAILS_FOLDER, file);
}

/** A text template begins with its subject, as a header does: `Subject: …`, an empty line, the text. */
function readText(source: string, names: ReadonlySet<string>): Pick<CompiledMail, 'subject' | 'text'> {
  const [, subject, text] = /^Subject:[ \t]*([^\n]+)\n\s*\n(.*)$/s.exec(source.replaceAll('\r\n', '\n')) ?? [];
  if (subject === undefined || text === undefined)
    throw new Error('it has to begin with "Subject: …" and an empty line');
  return { subject: readTemplate(subject, names, oneLine), text: readTemplate(text, names, oneLine) };
}

/** Formats each value by its definition. */
function formatValues(name: MailName, values: Mail['values'], language: Language): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      formatValue(MAIL_DEFINITIONS[name].values[key], value, language),
    ]),
  );
}

function formatValue(type: string | undefined, value: string | number | Date, language: Language): string {
  if (value instanceof Date) return timeInWords(value, language);
  if (typeof value === 'string') return value;
  if (type === 'duration') return durationInWords(language, value);
  return new Intl.NumberFormat(language, { numberingSystem: 'latn' }).format(value);
}
