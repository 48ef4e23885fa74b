import type { Language } from '../../domain/language.ts';
import type { Mail } from '../compose.ts';
import { MAIL_DEFINITIONS, type MailName } from '../kinds.ts';
import type { RenderedMail, Templates } from './templates.ts';

/** Renders a mail with sample values, for development. */
export function previewMail(templates: Templates, name: MailName, language: Language): RenderedMail {
  return templates.render({ name, language, values: MAIL_DEFINITIONS[name].sample } as Mail);
}
