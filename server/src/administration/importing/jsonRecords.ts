/** The text of one value within a JSON document, or why there is none. `array` is the name of the array it stands in. */
export type JsonRecord =
  | { readonly text: string; readonly array: string | undefined; readonly error?: undefined }
  | { readonly error: string };

/** Of one record. Longer ones are no person. */
const MAX_RECORD_LENGTH = 1024 ** 2;
const MAX_KEY_LENGTH = 64;

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPENING = [91, 123];
const CLOSING = [93, 125];
const SPACES = [9, 10, 13, 32];

/**
 * Cuts a JSON document of any size into its records: the elements of a top-level array, or of those arrays of a
 * top-level object that are named, or else the top-level values themselves. It holds one record at a time, and leaves
 * parsing it to the caller.
 */
export async function* jsonRecords(
  pieces: AsyncIterable<string>,
  arrays: readonly string[],
): AsyncGenerator<JsonRecord> {
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** The depth within the array whose elements are records; undefined outside of one. */
  let elementDepth: number | undefined;
  let array: string | undefined;
  let hasArrays = false;
  /** The last text at the depth of a top-level object's keys. */
  let key = '';
  let held: string | undefined;
  let tooLong = false;

  function take(): JsonRecord {
    const text = (held ?? '').trim();
    const record = tooLong ? { error: 'the record is longer than 1 MiB' } : { text, array };
    held = undefined;
    tooLong = false;
    return record;
  }

  for await (const piece of pieces) {
    let from = 0;
    const hold = (to: number) => {
      if (held === undefined || tooLong) return;
      if (held.length + to - from > MAX_RECORD_LENGTH) tooLong = true;
      else held += piece.slice(from, to);
    };

    for (let index = 0; index < piece.length; index += 1) {
      const letter = piece.charCodeAt(index);
      if (inString) {
        if (escaped) escaped = false;
        else if (letter === BACKSLASH) escaped = true;
        else if (letter === QUOTE) inString = false;
        if (inString && depth === 1 && elementDepth === undefined && key.length < MAX_KEY_LENGTH) key += piece[index];
        continue;
      }
      if (SPACES.includes(letter)) continue;
      const atElement = depth === elementDepth;

      if (atElement && held === undefined && letter !== COMMA && !CLOSING.includes(letter)) {
        held = '';
        from = index;
      }
      if (letter === QUOTE) {
        inString = true;
        key = '';
      } else if (OPENING.includes(letter)) {
        if (depth === 0 && piece[index] === '{') {
          held = '';
          from = index;
          hasArrays = false;
        } else if (
          elementDepth === undefined &&
          piece[index] === '[' &&
          (depth === 0 || (depth === 1 && arrays.includes(key)))
        ) {
          array = depth === 0 ? undefined : key;
          hasArrays = true;
          held = undefined;
          tooLong = false;
          elementDepth = depth + 1;
        }
        depth += 1;
      } else if (CLOSING.includes(letter)) {
        if (atElement) {
          hold(index);
          if (held !== undefined) yield take();
          elementDepth = undefined;
          array = undefined;
        }
        depth -= 1;
        if (depth === 0 && held !== undefined) {
          hold(index + 1);
          if (!hasArrays) yield take();
          held = undefined;
        } else if (depth < 0) {
          yield { error: 'not JSON from here on' };
          return;
        }
      } else if (letter === COMMA) {
        if (atElement && held !== undefined) {
          hold(index);
          yield take();
        }
      } else if (depth === 0) {
        yield { error: 'not JSON from here on' };
        return;
      }
    }
    hold(piece.length);
  }
  if (depth > 0 || inString) yield { error: 'the file ends in the middle of a record' };
}
