import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRightToLeft, type Language, languages } from '../domain/language.ts';
import type { ErrorPageKind } from './messages.ts';
import { messagesIn } from './messagesIn.ts';

const EXAMPLE = fileURLToPath(new URL('../../../docs/nginx.conf', import.meta.url));
const PART = /(?<=# Written by npm run nginx: .*\n)[\s\S]*(?=# End of what npm run nginx writes\.)/;

/** Statuses that nginx answers itself; what none fits is BAD_REQUEST. */
const KINDS: ReadonlyArray<readonly [statuses: string, kind: ErrorPageKind]> = [
  ['41[34]', 'TOO_LONG'],
  ['429', 'TOO_MANY_REQUESTS'],
  ['431', 'TOO_MANY_COOKIES'],
  ['5', 'UNAVAILABLE'],
  ['', 'BAD_REQUEST'],
];

/** How browsers name those who read a script that its language alone does not tell. */
const SCRIPTS: Readonly<Record<string, string>> = { 'zh-Hant': 'zh-(?:hant|tw|hk|mo)' };

const adviceIn = (language: Language, kind: ErrorPageKind) => messagesIn(language).errorPage[kind].advice;

function map(from: string, to: string, rows: ReadonlyArray<readonly [string, string]>): string {
  return `map ${from} ${to} {\n${rows.map(([key, value]) => `    ${key} "${value}";\n`).join('')}}\n`;
}

function written(): string {
  const [fallback = 'en', ...others] = languages;
  // The first pattern that fits decides, so what names a script comes first.
  const byScript = others.toSorted((a, b) => Number(b in SCRIPTS) - Number(a in SCRIPTS));
  return [
    map('"$rekey_chosen_language,$http_accept_language"', '$rekey_language', [
      ['default', fallback],
      ...byScript.map(tag => [`"~*^,?${SCRIPTS[tag] ?? tag.split('-')[0]}\\b"`, tag] as const),
    ]),
    map('$rekey_language', '$rekey_direction', [
      ['default', 'ltr'],
      ...languages.filter(isRightToLeft).map(tag => [tag, 'rtl'] as const),
    ]),
    map('$rekey_language', '$rekey_error_home', [
      ['default', messagesIn(fallback).errorPage.home],
      ...others.map(tag => [tag, messagesIn(tag).errorPage.home] as const),
    ]),
    map('$rekey_language:$status', '$rekey_error_text', [
      ['default', adviceIn(fallback, 'BAD_REQUEST')],
      ...languages.flatMap(tag =>
        KINDS.map(([statuses, kind]) => [`"~^${tag}:${statuses}"`, adviceIn(tag, kind)] as const),
      ),
    ]),
  ].join('');
}

describe('docs/nginx.conf', () => {
  it('says what the error pages of Rekey say, in every language', async () => {
    // It stands between quotes, in HTML and in JSON.
    for (const language of languages)
      for (const [, kind] of KINDS) expect(adviceIn(language, kind)).not.toMatch(/["<>&$\\]/);
    const example = readFileSync(EXAMPLE, 'utf8');
    expect(example).toMatch(PART);
    await expect(example.replace(PART, written)).toMatchFileSnapshot(EXAMPLE);
  });
});
