import { describe, expect, it } from 'vitest';
import type { Language } from '../../../server/src/domain/languages.ts';
import { everySentence, type Sentence } from './everySentence.ts';
import { languages } from './languages.ts';

/** A whole word, or one of several, in any script. */
const word = (...words: string[]) => new RegExp(`(?<![\\p{L}-])(?:${words.join('|')})(?![\\p{L}])`, 'iu');

const STRAIGHT_QUOTES = /['"]/;
/** In the scripts of China and Japan, punctuation has the width of a letter. */
const NARROW_PUNCTUATION = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}][,.!?:;()]|[,!?:;()][\p{sc=Han}\p{sc=Hiragana}]/u;

/** What a language never says, since it has one voice, one word for a thing, and its own punctuation. */
const NEVER: Readonly<Record<Language, readonly RegExp[]>> = {
  en: [word('mails?', 'log ?(?:in|on|out)', 'logged', 'open an account', 'probably you'), /log-?in/i],
  de: [
    STRAIGHT_QUOTES,
    word('du', 'dir', 'dich', 'dein\\w*', 'Mails?', 'Login', 'einloggen', 'vermutlich', 'jeder'),
    /abbrech|abgebroch|stornier|wahrscheinlich Sie/i,
  ],
  fr: [
    STRAIGHT_QUOTES,
    /[^\u00a0\u202f][?!;]/,
    /[^\u00a0\u202f]:(?!\/)/,
    word('tu', 'ton', 'toi', 'mails?', 'emails?', 'courriel', 'probablement'),
    /vous (?:êtes|serez|n’êtes pas) [\p{L}]+é(?!\p{L})|\(e\)/u,
  ],
  es: [
    STRAIGHT_QUOTES,
    word('tú', 'tus?', 'te', 'ti', 'tuy[oa]s?', 'has', 'puedes', 'tienes', 'tendrás', 'inténtalo', 'ábrela', 'borra'),
    word('email', 'e-mail', 'probablemente usted', 'cifras'),
  ],
  pt: [
    STRAIGHT_QUOTES,
    word('tu', 'te', 'teus?', 'tuas?', 'palavra-passe', 'utilizador', 'ecrã', 'ficheiro', 'registo', 'definições'),
    word('bem-vindo', 'novo por aqui', 'provavelmente você'),
    /você (?:está|foi|será) \p{L}+ado(?!\p{L})/iu,
  ],
  ja: [STRAIGHT_QUOTES, NARROW_PUNCTUATION, /サイン(?:イン|アウト|アップ)|ログオン|端末|申し込|他の|\d+[文回分行]/],
  'zh-Hans': [
    STRAIGHT_QUOTES,
    NARROW_PUNCTUATION,
    /[帳號碼連結請為設與這個們從發郵錄網頁開關閉裝]/,
    /你|账号|重置|登陆|注销|休息|取消/,
  ],
  'zh-Hant': [
    STRAIGHT_QUOTES,
    NARROW_PUNCTUATION,
    /[账户号码连结请为设这个们从发邮录网页开关闭装]/,
    /你|賬|帳戶|登錄|鏈接|郵箱|退出|信息|網絡|服務器|設備|默認|創建|當前|加載|刷新|字符|重置|用戶|取消/,
  ],
  ar: [STRAIGHT_QUOTES, /[?;%]|,(?!\d)/, /[٠-٩۰-۹]/, /على الأرجح|(?<![\p{L}\u064f])يرجى/u],
};

/** Where English words are the same in another language. */
const SAME = new Set<string>(['es Error: ']);

const tags = languages.map(({ tag }) => tag);
const spoken = new Map(await Promise.all(tags.map(async tag => [tag, await everySentence(tag)] as const)));
const sentencesIn = (tag: Language) => spoken.get(tag) as Sentence[];

/** The texts of a message, one for each of its plural forms, with a sign for each value that is filled in. */
function textsOf(message: string): string[] {
  const text = message.replaceAll(/<\d+\/>/g, '×').replaceAll(/<\/?\d+>/g, '');
  // A value within a form stands in braces of its own.
  const forms = [...text.matchAll(/(?:zero|one|two|few|many|other) \{((?:[^{}]|\{\w+\})*)\}/g)];
  const texts = forms.length > 0 ? forms.map(([, form = '']) => form) : [text];
  return texts.map(each => each.replaceAll(/\{?\{\w+\}\}?/g, '×'));
}

/** The placeholders and tags of a message. */
function placeholdersOf(message: string): string[] {
  return [...new Set(message.match(/<\/?\d+\/?>|\{\{\w+\}\}|(?<!\{)\{\w+(?=[,}])/g))].sort();
}

/** The plural forms that a language has for counts of things, such as `one` and `other`. */
function pluralFormsOf(tag: Language): string[] {
  const rules = new Intl.PluralRules(tag);
  return [...new Set(Array.from({ length: 200 }, (_, count) => rules.select(count)))].sort();
}

describe.each(tags)('everything said in %s', tag => {
  it('is translated, with the placeholders and tags of the English', () => {
    for (const { where, english, text } of sentencesIn(tag)) {
      expect(text.trim(), where).not.toBe('');
      expect(placeholdersOf(text), where).toEqual(placeholdersOf(english));
      if (tag !== 'en' && !SAME.has(`${tag} ${english}`)) expect(text, where).not.toBe(english);
    }
  });

  it('has every plural form that the language has', () => {
    for (const { where, text } of sentencesIn(tag)) {
      if (!/\{\w+, plural,/.test(text)) continue;
      const forms = [...text.matchAll(/(\w+) \{/g)].map(([, form]) => form);
      expect(forms, where).toEqual(expect.arrayContaining([...pluralFormsOf(tag), 'other']));
    }
  });

  it('has one voice, and the punctuation of the language', () => {
    for (const { where, english, text } of sentencesIn(tag)) {
      // The words of the pages in English are also the ids of their messages, in the letters of a keyboard.
      for (const form of textsOf(text)) {
        for (const never of NEVER[tag]) expect(form, where).not.toMatch(never);
        expect(form, where).not.toMatch(/ {2}|\.{3}|^\s|[^:\s\u00a0]\s$/);
        if (tag === 'es') expect(form.match(/[¿¡]/g)?.length, where).toBe(form.match(/[?!]/g)?.length);
      }
      const [end, englishEnd] = [text, english].map(said => /[.。…?？؟:：]\s*$/.exec(said)?.[0].trim());
      const wide = { '。': '.', '？': '?', '؟': '?', '：': ':' }[end ?? ''] ?? end;
      if (englishEnd === '.' || englishEnd === '…') expect(wide, where).toBe(englishEnd);
    }
  });
});
