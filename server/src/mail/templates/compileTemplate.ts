import { escapeHtml, oneLine } from '../../domain/escapeHtml.ts';
import { MAIL_DEFINITIONS, type MailName } from '../kinds.ts';
import { brandNames } from './brandValues.ts';
import { type FilledIn, readTemplate } from './fillIn.ts';
import { TemplateError, type TemplateFault } from './templateFaults.ts';

/** A mail whose values are missing. */
export interface CompiledMail {
  readonly subject: FilledIn;
  readonly text: FilledIn;
  readonly html: FilledIn;
}

/** The two files of a mail: its subject and text, and its HTML. */
export type Part = 'txt' | 'html';

/** A text template begins with its subject, as a header does: `Subject: …`, an empty line, the text. */
const SUBJECT_AND_TEXT = /^(\s*subject[^\S\n]*[:：][^\S\n]*)([^\n]+)(\n\s*\n)(.*)$/is;

/** Compiles a file of a mail. Throws TemplateError. */
export function compileTemplate(source: string, part: Part, name: MailName): Partial<CompiledMail> {
  const names = namesFor(name);
  if (part === 'html') return { html: readTemplate(source, names, value => escapeHtml(oneLine(value))) };

  const [, start = '', subject, gap = '', text] = SUBJECT_AND_TEXT.exec(source) ?? [];
  if (subject === undefined || text === undefined)
    throw new TemplateError([{ says: 'it has to begin with "Subject: …" and an empty line' }]);
  const faults: TemplateFault[] = [];
  const read = (piece: string, before: string) =>
    collect(faults, () => readTemplate(piece, names, oneLine, before.split('\n').length));
  const compiled = { subject: read(subject, start), text: read(text, start + subject + gap) };
  if (faults.length > 0) throw new TemplateError(faults);
  return compiled as Partial<CompiledMail>;
}

/** What the templates of a mail may name. */
export function namesFor(name: MailName): ReadonlySet<string> {
  return new Set([...brandNames, ...Object.keys(MAIL_DEFINITIONS[name].values)]);
}

/** Adds the faults of a step to others, so that all are told at once. */
export function collect<Result>(faults: TemplateFault[], step: () => Result): Result | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}
