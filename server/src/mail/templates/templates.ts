import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Brand } from '../../domain/brand.ts';
import type { Device } from '../../domain/describeDevice.ts';
import { isRightToLeft, type Language, languages } from '../../domain/language.ts';
import { deviceInWords } from '../../messages/deviceInWords.ts';
import { durationInWords } from '../../messages/duration.ts';
import type { Mail } from '../compose.ts';
import { MAIL_DEFINITIONS, MAIL_NAMES, type MailName } from '../kinds.ts';
import { brandValues } from './brandValues.ts';
import { type CompiledMail, compileTemplate, type Part } from './compileTemplate.ts';
import { compileOwnTemplate } from './ownTemplate.ts';
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
  /** Files in the operator's folder that belong to no mail. Their names may be misspelt. */
  readonly unused: readonly string[];
}

/** Thrown for templates that cannot be used. Has every fault of every file, by file and line. */
export class MailTemplatesError extends Error {
  override readonly name = 'MailTemplatesError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Mail templates cannot be used:\n${problems.map(problem => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Compiles every mail once, so that sending one only fills in values. A file in the operator's folder, such as
 * `de/password-reset.html`, replaces the built-in one. Throws {@link MailTemplatesError}.
 */
export function loadTemplates(brand: Brand, overrideFolder?: string): Templates {
  const ownFiles = overrideFolder === undefined ? [] : filesIn(overrideFolder);
  const problems: string[] = [];
  const mails = new Map<string, CompiledMail>();
  const ofBrand = brandValues(brand);

  function load(language: Language, name: MailName, part: Part): Partial<CompiledMail> {
    const file = `${language}/${name}.${part}`;
    const own = ownFiles.includes(file);
    const path = join(own ? `${overrideFolder}` : MAILS_FOLDER, file);
    try {
      const bytes = readFileSync(path);
      return own ? compileOwnTemplate(bytes, part, name) : compileTemplate(bytes.toString(), part, name);
    } catch (error) {
      problems.push(...(error as Error).message.split('\n').map(fault => `${path}: ${fault}`));
      return {};
    }
  }

  for (const language of languages) {
    for (const name of MAIL_NAMES) {
      const compiled = { ...load(language, name, 'txt'), ...load(language, name, 'html') };
      mails.set(`${language}/${name}`, compiled as CompiledMail);
    }
  }
  if (problems.length > 0) throw new MailTemplatesError(problems);

  return {
    render(mail) {
      // A newer version, which serves beside this one, may have queued it in a language that this one does not speak.
      const spoken = mails.get(`${mail.language}/${mail.name}`) ?? mails.get(`${languages[0]}/${mail.name}`);
      const compiled = spoken as CompiledMail;
      const values = { ...ofBrand, ...formatValues(mail.name, mail.values, mail.language) };
      return {
        subject: compiled.subject(values).trim(),
        text: compiled.text(isRightToLeft(mail.language) ? values : isolateRightToLeft(values)),
        html: compiled.html(values),
      };
    },
    unused: ownFiles.filter(file => !mails.has(file.replace(/\.(txt|html)$/, ''))),
  };
}

/** Letters of the scripts that run from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Keeps an Arabic name or address in one piece among words from left to right, by UAX 9's isolates, as bdi does. */
function isolateRightToLeft(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value]),
  );
}

/** The templates in the operator's folder, such as `de/password-reset.html`. Throws where it cannot be read. */
function filesIn(folder: string): string[] {
  // Kubernetes mounts files through links and hidden folders.
  const listed = (path: string) => readdirSync(path).filter(entry => !entry.startsWith('.'));
  try {
    return listed(folder)
      .flatMap(entry =>
        statSync(join(folder, entry)).isDirectory()
          ? listed(join(folder, entry)).map(inside => `${entry}/${inside}`)
          : [entry],
      )
      .filter(file => /\.(txt|html?)$/i.test(file));
  } catch (error) {
    throw new MailTemplatesError([`MAIL_TEMPLATES: ${(error as Error).message}`]);
  }
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

function formatValue(type: string | undefined, value: string | number | Date | Device, language: Language): string {
  if (value instanceof Date) return timeInWords(value, language);
  if (typeof value === 'object') return deviceInWords(language, value);
  if (typeof value === 'string') return value;
  if (type === 'duration') return durationInWords(language, value);
  return new Intl.NumberFormat(language, { numberingSystem: 'latn' }).format(value);
}
