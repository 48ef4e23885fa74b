/** Braces as editors, input methods and visual HTML editors write them. */
const OPEN = String.raw`(?:[{\uff5b\ufe5b\u2774\u2983]|%7B|&#0*123;|&#x0*7B;|&lcub;|&lbrace;)`;
const CLOSE = String.raw`(?:[}\uff5d\ufe5c\u2775\u2984]|%7D|&#0*125;|&#x0*7D;|&rcub;|&rbrace;)`;

/** Characters that cannot be seen: zero-width ones, soft hyphens, marks of direction, variation selectors. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u202a-\u202e]/gu;
const INVISIBLE_REFERENCES =
  /&(?:shy|zwnj|zwj|lrm|rlm|ZeroWidthSpace|NoBreak|#0*(?:173|820[3-7]|8288|65279)|#x0*(?:AD|200[B-F]|2060|FEFF));/gi;
const SPACE_REFERENCES = /&(?:nbsp|ensp|emsp|thinsp|#0*160|#x0*A0);/gi;

const between = String.raw`[\u00ad\u200b-\u200f\u2060\ufeff]*`;
const PLACEHOLDER = new RegExp(
  // Neither a third brace nor another placeholder is part of it.
  `(?<!${OPEN})${OPEN}${between}${OPEN}((?:(?!${OPEN}|${CLOSE})[^<>\\n]|\\n){1,100}?)${CLOSE}${between}${CLOSE}`,
  'giu',
);

/**
 * Restores what editors change in placeholders: other braces, invisible characters, spaces that do not break,
 * full-width letters. `{{ name }}` becomes `{{name}}`.
 */
export function restorePlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, (_whole, inside: string) => {
    const name = inside
      .replace(INVISIBLE_REFERENCES, '')
      .replace(SPACE_REFERENCES, ' ')
      .replace(INVISIBLE, '')
      .normalize('NFKC')
      .trim();
    return `{{${name.replace(/^([#/])\s+/, '$1')}}}`;
  });
}

const TAG = /<[a-z/][^<>]*>/gi;
const CURLY_QUOTES = /=\s*[“”„‟″＂«»]([^“”„‟″＂«»"<>]*)[“”„‟″＂«»](?=[\s/>])/gu;
const CURLY_APOSTROPHES = /=\s*[‘’‚‛′＇‹›]([^‘’‚‛′＇‹›"'<>]*)[‘’‚‛′＇‹›](?=[\s/>])/gu;
/** One straight quote and one curly one. */
const HALF_CURLY = /=\s*["“”„‟″＂‘’']([^"“”„‟″＂‘’'<>]*\{\{\w+\}\}[^"“”„‟″＂‘’'<>]*)["“”„‟″＂‘’'](?=[\s/>])/gu;

/**
 * Restores what editors change inside the tags of HTML, where a link would break: typographic quotes around the values
 * of attributes, spaces that do not break between attributes, invisible characters, white space around a placeholder.
 */
export function restoreTags(html: string): string {
  return html.replace(TAG, tag =>
    tag
      .replace(INVISIBLE, '')
      .replace(CURLY_QUOTES, '="$1"')
      .replace(CURLY_APOSTROPHES, '="$1"')
      .replace(HALF_CURLY, '="$1"')
      .replace(/(["'])\s*(\{\{\w+\}\})\s*\1/g, '$1$2$1')
      .replace(/"[^"]*"|'[^']*'|[^\S\n]/g, part => (part.length === 1 ? ' ' : part)),
  );
}
