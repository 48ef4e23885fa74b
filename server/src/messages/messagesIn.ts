import type { Language } from '../domain/language.ts';
import type { Messages } from './messages.ts';
import { words as ar } from './words/ar.ts';
import { words as de } from './words/de.ts';
import { words as en } from './words/en.ts';
import { words as es } from './words/es.ts';
import { words as fr } from './words/fr.ts';
import { words as ja } from './words/ja.ts';
import { words as pt } from './words/pt.ts';
import { words as zhHans } from './words/zh-Hans.ts';
import { words as zhHant } from './words/zh-Hant.ts';

const MESSAGES: Readonly<Record<Language, Messages>> = {
  en,
  de,
  fr,
  es,
  pt,
  ja,
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
  ar,
};

/** The API's sentences in a language. */
export function messagesIn(language: Language): Messages {
  return MESSAGES[language];
}
