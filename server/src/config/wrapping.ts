/** What editors, files and web pages leave around a value: white space, byte order marks, characters without a width. */
const OUTER = '[\\s\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]+';
const AROUND = new RegExp(`^${OUTER}|${OUTER}$`, 'gu');

/** Quotation marks, as keyboards and word processors pair them. */
const QUOTATION_MARKS = ['""', "''", '``', '“”', '„“', '””', '‘’', '‚‘', '«»'];

/** Control characters, white space other than the plain one, and characters without a width. */
const INVISIBLE = /[\p{Cc}\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]/u;

/**
 * A value without the white space and the pairs of quotation marks around it. `docker run --env-file` and others take
 * quotation marks for a part of the value (docker/cli issue 3630), where shells and compose do not.
 */
export function unwrapped(value: string): string {
  const trimmed = value.replace(AROUND, '');
  const ends = `${trimmed.at(0)}${trimmed.at(-1)}`;
  if (trimmed.length < 2 || !QUOTATION_MARKS.includes(ends)) return trimmed;
  const inner = unwrapped(trimmed.slice(1, -1));
  // More of the same marks within, as in "this" and "that", belong to the value; apostrophes do not count.
  const within = inner.replace(/(?<=\p{L})['’](?=\p{L})/gu, '');
  return [...ends].some(mark => within.includes(mark)) ? trimmed : inner;
}

/** The first character of a text that cannot be seen, as in `U+200B`; undefined where there is none. */
export function invisibleIn(text: string): string | undefined {
  const code = INVISIBLE.exec(text)?.[0].codePointAt(0);
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

type Leftovers = ReadonlyArray<readonly [pattern: RegExp, why: string]>;

/** Whole values that tools write where no one gave one. */
const INSTEAD_OF_A_VALUE: Leftovers = [
  [
    /^(?:undefined|null|NULL|None|nil|NaN|<no value>|<nil>|\[object Object\])$/,
    'is what programs write for a value that is missing',
  ],
  [
    /^(?:\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_][A-Z0-9_]+|\{\{.*\}\}|<%.*%>|%[A-Z_][A-Z0-9_]*%)$/,
    'is a placeholder that no value was put in for',
  ],
  [
    /^(?:change[-_ ]?(?:me|this)|your[-_][\w-]*|<[^@<>]*>|x{3,}|\*{3,}|\.{3,}|todo|tbd|placeholder|\[?redacted\]?)$/i,
    'is a placeholder of an example',
  ],
];

/** Parts of values that tools or people left there. None of them belongs into a value that is not secret. */
const WITHIN_A_VALUE: Leftovers = [
  [/\$\{|\$\(|\{\{|\}\}|<%|<no value>/, 'holds a placeholder that no value was put in for'],
  [/(?:^|\s)#(?:\s|$)/, 'holds a comment; write that on a line of its own'],
  [/^"[^"]*$|^[^"]*"$/, 'has a quotation mark at one end alone'],
  [/\\["']/, 'holds quotation marks with a backslash before them'],
  [/\\[nrt]$/, 'ends in a backslash and a letter, which was meant to be a line break'],
  [
    /^(?:tcp|udp|sctp):\/\//,
    'is an address that Kubernetes gives to pods; set enableServiceLinks: false, or the variable',
  ],
];

const whyOf = (leftovers: Leftovers, value: string) => leftovers.find(([pattern]) => pattern.test(value))?.[1];

/** Why a whole value stands there instead of one that was meant; undefined where it may be meant. */
export function standInFor(value: string): string | undefined {
  return whyOf(INSTEAD_OF_A_VALUE, value);
}

/** Why a value that is not secret cannot be meant as it stands; undefined where it can. */
export function leftoverIn(value: string): string | undefined {
  return standInFor(value) ?? whyOf(WITHIN_A_VALUE, value);
}

/** What a value holds that is likely not meant, for those that are taken as they are; undefined where nothing is. */
export function oddityOf(value: string): string | undefined {
  if (unwrapped(value) !== value) return 'white space, quotation marks or invisible characters around it';
  // A key of several lines, as openssl writes long ones, is one that is meant.
  const invisible = invisibleIn(value.replace(/[\r\n]/g, ''));
  if (invisible !== undefined) return `an invisible character (${invisible})`;
  if (/\\[nr]$/.test(value)) return 'what was likely meant to be a line break';
  return /\s#(?:\s|$)/.test(value) ? 'what looks like a comment' : undefined;
}
