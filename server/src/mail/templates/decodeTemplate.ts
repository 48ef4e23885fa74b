import { lineAt, TemplateError, type TemplateFault } from './templateFaults.ts';

/** Editors also end lines with these: NEL, form feed, vertical tab, and Unicode's line and paragraph separators. */
const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/** Tabs and line breaks are the only control characters of a text; a replacement character stands for a lost one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this finds control characters.
const UNREADABLE = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffd]/;

/**
 * Decodes a file that any editor may have saved: UTF-8, or UTF-16 with a byte order mark. Line ends become `\n`, and
 * white space at the end of lines and of the file goes. Throws {@link TemplateError} for another encoding, which would
 * reach people as wrong letters.
 */
export function decodeTemplate(bytes: Buffer): string {
  const text = decode(bytes).replace(LINE_ENDS, '\n');
  const unreadable = UNREADABLE.exec(text);
  if (unreadable) {
    const code = unreadable[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const says = `it holds the unreadable character U+${code}: save the file as UTF-8`;
    throw new TemplateError([{ says, line: lineAt(text, unreadable.index) }]);
  }
  // "-- " is the one line whose last space means something: a signature follows (RFC 3676, section 4.3).
  return `${text.replace(/(?<!^--)[^\S\n]+$/gm, '').trimEnd()}\n`;
}

function decode(bytes: Buffer): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new TemplateError([
      encoding === 'utf-8' ? firstInvalid(bytes) : { says: 'it is no valid UTF-16: save the file as UTF-8' },
    ]);
  }
}

/** The decoder replaces what is invalid. So the first byte that differs afterwards is the first invalid one. */
function firstInvalid(bytes: Buffer): TemplateFault {
  const replaced = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  let at = 0;
  while (bytes[at] === replaced[at]) at += 1;
  const before = bytes.subarray(0, at).toString().replace(LINE_ENDS, '\n');
  const byte = bytes.subarray(at, at + 1);
  const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1;
  return {
    says: `it is not UTF-8: character ${column} is the byte ${byte.toString('hex').toUpperCase()}, which is "${new TextDecoder('windows-1252').decode(byte)}" in Windows-1252. Save the file as UTF-8`,
    line: lineAt(before, before.length),
  };
}
