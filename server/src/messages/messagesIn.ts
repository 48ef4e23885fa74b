import type { Language } from '../language.ts';
import { en } from './en.ts';
import type { Messages } from './messages.ts';

const MESSAGES: Readonly<Partial<Record<Language, Messages>>> = { en };

/** The API's sentences in a language. */
export function messagesIn(language: Language): Messages {
  return MESSAGES[language] ?? en;
}
