import { MAIL_DEFINITIONS, type MailName } from '../kinds.ts';
import { optionalBrandNames } from './brandValues.ts';
import { type CompiledMail, collect, compileTemplate, namesFor, type Part } from './compileTemplate.ts';
import { decodeTemplate } from './decodeTemplate.ts';
import { htmlHasLink, textHasLink, touchedLinks } from './mailLinks.ts';
import { strayPlaceholders } from './strayPlaceholders.ts';
import { faultsAt, TemplateError, type TemplateFault } from './templateFaults.ts';
import { restorePlaceholders, restoreTags } from './undoEditing.ts';

/** What is empty where the operator has not named such a page, with its sections. */
const MAYBE_EMPTY = new RegExp(
  '\\{\\{#(NAMES)\\}\\}[\\s\\S]*?\\{\\{/\\1\\}\\}|\\{\\{(?:NAMES)\\}\\}'.replaceAll(
    'NAMES',
    optionalBrandNames.join('|'),
  ),
  'g',
);

/**
 * Compiles a file of the operator. What editors do to files is undone. Throws TemplateError with every fault: beside
 * those of any template, what looks like a placeholder and is none, and a link that is missing or would break. The
 * built-in templates have tests instead.
 */
export function compileOwnTemplate(bytes: Buffer, part: Part, name: MailName): Partial<CompiledMail> {
  const decoded = restorePlaceholders(decodeTemplate(bytes));
  const source = part === 'html' ? restoreTags(decoded) : decoded;
  const links = Object.entries(MAIL_DEFINITIONS[name].values).flatMap(([key, type]) => (type === 'link' ? [key] : []));
  const faults: TemplateFault[] = faultsAt(source, [
    ...strayPlaceholders(source, namesFor(name)),
    ...touchedLinks(source, links, part),
  ]);
  const compiled = collect(faults, () => compileTemplate(source, part, name));
  faults.push(...(part === 'html' ? missingFromHtml(source, name) : missingFromText(source, name)));
  if (faults.length > 0 || !compiled) throw new TemplateError(faults);
  return compiled;
}

function missingFromHtml(source: string, name: MailName): TemplateFault[] {
  return missing(name, (placeholder, url) =>
    htmlHasLink(source.replace(MAYBE_EMPTY, '').replaceAll(placeholder, url), url),
  );
}

function missingFromText(source: string, name: MailName): TemplateFault[] {
  const [subject = '', ...text] = source.replace(MAYBE_EMPTY, '').trimStart().split('\n');
  const faults = missing(name, (placeholder, url) => textHasLink(text.join('\n').replaceAll(placeholder, url), url));
  if (/^subject\s*[:：]\s*$/i.test(subject)) faults.push({ says: 'its subject is empty', line: 1 });
  if (requiredLinks(name).some(({ placeholder }) => subject.includes(placeholder)))
    faults.push({ says: 'its subject holds a link, and mail servers write subjects to their logs', line: 1 });
  return faults;
}

/** The links that a mail must have, with a URL to look for. */
function requiredLinks(name: MailName): { placeholder: string; url: string }[] {
  const { links, sample } = MAIL_DEFINITIONS[name];
  return [links.button, links.second]
    .filter(link => link !== undefined)
    .map(link => ({ placeholder: `{{${link}}}`, url: String(sample[link]) }));
}

function missing(name: MailName, has: (placeholder: string, url: string) => boolean): TemplateFault[] {
  return requiredLinks(name)
    .filter(({ placeholder, url }) => !has(placeholder, url))
    .map(({ placeholder }) => ({ says: `${placeholder} is missing, or stands where no reader can follow it` }));
}
