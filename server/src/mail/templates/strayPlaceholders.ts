import type { FaultAt } from './templateFaults.ts';

/** Shapes that mean nothing in a style sheet or script either. */
const ANYWHERE = [
  String.raw`\{{2,}[^{}\n]{0,80}\}{0,3}`, // {{link, {{{link}}}, {{ link.url }}
  String.raw`\$\{[^{}\n]*\}`, // ${link}
  String.raw`<%[^%>\n]*%?>?`, // <%= link %>
];

/** What other template languages write, and what is left of a placeholder that is not finished. */
const IN_WORDS = [
  ...ANYWHERE,
  String.raw`[#%@]?\{[^{}:;\n]*[\p{L}\p{N}_][^{}:;\n]*\}`, // {link}, #{link}, {% link %}
  String.raw`[\w \t]*\}\}`, // link}}
  String.raw`\[\[[^[\]\n]*\]\]`, // [[link]]
  String.raw`<\?(?:=|php\b)[^?>\n]*\??>?`, // <?= $link ?>
  String.raw`<<\w+>>`, // <<link>>
  String.raw`%\(\w+\)[a-z]`, // %(link)s
  String.raw`%(?![0-9a-f]{2})[a-z_]\w*%`, // %link%, and not the %C3%BC of a URL
  String.raw`\$[a-z_]\w+`, // $link
  String.raw`\*\|[^|\n]*\|\*`, // *|LINK|*
  String.raw`([@#_])\1[a-z]\w*?\1\1`, // __LINK__, @@link@@, ##link##
];

const PLACEHOLDER = /(?<!\{)\{\{[#/]?\w+\}\}/g;
const CODE = /<(style|script)\b[\s\S]*?<\/\1\s*>/gi;

/**
 * Finds what looks like a placeholder and is none, since it would reach people as it stands. A name of two words, such
 * as resetUrl, is found wherever it stands outside a placeholder.
 */
export function strayPlaceholders(source: string, names: ReadonlySet<string>): FaultAt[] {
  const outside = source.replace(PLACEHOLDER, whole => ' '.repeat(whole.length));
  const known = [...names].join('|');
  const twoWords = String.raw`(?<!\w)(?:${[...names].filter(name => /[A-Z]/.test(name)).join('|') || '(?!)'})(?!\w)`;
  const inWords = new RegExp([...IN_WORDS, `%(?:${known})%`, String.raw`\[(?:${known})\]`, twoWords].join('|'), 'giu');
  const inCode = new RegExp([...ANYWHERE, twoWords].join('|'), 'giu');

  const faults: FaultAt[] = [];
  const find = (from: number, to: number, shapes: RegExp) => {
    for (const match of outside.slice(from, to).matchAll(shapes)) {
      const text = match[0].trim();
      const says = `"${text}" is no placeholder and would be sent as it stands; ${advice(text, names)}`;
      faults.push({ says, at: from + match.index });
    }
  };
  let from = 0;
  for (const { index, 0: code } of outside.matchAll(CODE)) {
    find(from, index, inWords);
    from = index + code.length;
    find(index, from, inCode);
  }
  find(from, outside.length, inWords);
  return faults;
}

function advice(text: string, names: ReadonlySet<string>): string {
  const letters = text.replace(/\W|_/g, '').toLowerCase();
  const meant = [...names].find(name => name.toLowerCase() === letters);
  return meant === undefined ? `there are ${[...names].map(name => `{{${name}}}`).join(', ')}` : `write {{${meant}}}`;
}
