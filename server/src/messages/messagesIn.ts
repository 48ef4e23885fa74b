import type { Language } from '../domain/language.ts';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import type { Messages } from './messages.ts';
import { pt } from './pt.ts';
import { zhHans } from './zhHans.ts';

const MESSAGES: Readonly<Record<Language, Messages>> = { en, de, fr, es, pt, ja, 'zh-Hans': zhHans, ar };

/** The API's sentences in a language. */
export function messagesIn(language: Language): Messages {
  return MESSAGES[language];
}
