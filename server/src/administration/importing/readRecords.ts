import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import { jsonRecords } from './jsonRecords.ts';

/** One record of a file, or why it cannot be read. `at` says where it stands. Keys are as {@link plainKey} makes them. */
export type FileRecord =
  | {
      readonly at: string;
      readonly record: ReadonlyMap<string, unknown>;
      readonly array: string | undefined;
      readonly error?: undefined;
    }
  | { readonly at: string; readonly error: string };

/** What is known of a system's files beforehand. */
export interface FileShape {
  /** The arrays of a JSON document that hold records. */
  readonly arrays: readonly string[];
  /** The columns of its CSV, where that has no line of headings. */
  readonly columns?: readonly string[];
}

/** The beginning of a file, and the whole of it. */
export interface StartedFile {
  /** Without leading white space: up to the end of the first line, or 64 Ki characters of it. */
  readonly firstLine: string;
  readonly isWholeLine: boolean;
  readonly pieces: AsyncIterable<string>;
}

const MAX_HEAD_LENGTH = 65_536;
/** Of a line of CSV or NDJSON. Longer ones are no person. */
const MAX_LINE_LENGTH = 1024 ** 2;

/** Reads the first line. */
export async function startFile(pieces: AsyncIterable<string>): Promise<StartedFile> {
  const iterator = pieces[Symbol.asyncIterator]();
  let head = '';
  let ended = false;
  const firstLine = () => head.trimStart();
  while (!ended && !firstLine().includes('\n') && head.length < MAX_HEAD_LENGTH) {
    const { value, done } = await iterator.next();
    if (done) ended = true;
    else head += value;
  }
  async function* all(): AsyncGenerator<string> {
    yield head;
    while (!ended) {
      const { value, done } = await iterator.next();
      if (done) ended = true;
      else yield value;
    }
  }
  const [line = ''] = firstLine().split('\n', 1);
  return { firstLine: line.trimEnd(), isWholeLine: ended || firstLine().includes('\n'), pieces: all() };
}

/** Reads the records of a file, whether it is a JSON document, one JSON object a line, or CSV. Throws nothing. */
export async function* readRecords(file: StartedFile, shape: FileShape): AsyncGenerator<FileRecord> {
  const { firstLine } = file;
  if (firstLine === '') return;
  if (firstLine.startsWith('[')) yield* documentRecords(file.pieces, shape);
  else if (!firstLine.startsWith('{')) yield* csvRecords(file, shape);
  else if (isObjectALine(file, shape)) yield* lineRecords(file.pieces);
  else yield* documentRecords(file.pieces, shape);
}

/** The form in which keys and headings are compared: `email_verified`, `emailVerified` and `Email Verified` are one. */
function plainKey(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}

/** An object with its keys in plain form; undefined for any other value. */
export function plainRecord(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value).map(([key, each]) => [plainKey(key), each]));
}

function isObjectALine({ firstLine, isWholeLine }: StartedFile, { arrays }: FileShape): boolean {
  const first = isWholeLine ? parsed(firstLine) : undefined;
  return (
    plainRecord(first) !== undefined && !arrays.some(name => Array.isArray((first as Record<string, unknown>)[name]))
  );
}

/** The lines of a text, from 1. A longer line than a record can be is cut off. */
export async function* numberedLines(pieces: AsyncIterable<string>): AsyncGenerator<readonly [number, string]> {
  let number = 0;
  let held = '';
  for await (const piece of pieces) {
    const lines = piece.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      number += 1;
      yield [number, held + line];
      held = '';
    }
    if (held.length <= MAX_LINE_LENGTH) held += last;
  }
  if (held !== '') yield [number + 1, held];
}

async function* lineRecords(pieces: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  for await (const [number, line] of numberedLines(pieces)) {
    if (line.trim() !== '') yield recordOf(`line ${number}`, line);
  }
}

async function* documentRecords(pieces: AsyncIterable<string>, { arrays }: FileShape): AsyncGenerator<FileRecord> {
  let number = 0;
  for await (const each of jsonRecords(pieces, arrays)) {
    number += 1;
    const at = `record ${number}`;
    yield each.error === undefined ? recordOf(at, each.text, each.array) : { at, error: each.error };
  }
}

/** As JSON.parse, but integers that a number cannot hold are texts: keys of 64 bits keep all their digits. */
export function parseJson(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, keepDigits as Parameters<typeof JSON.parse>[1]) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, { source }: { readonly source: string }): unknown {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value;
}

function recordOf(at: string, text: string, array?: string): FileRecord {
  const value = parsed(text);
  if (value === undefined) return { at, error: 'not JSON' };
  const record = plainRecord(value);
  return record ? { at, record, array } : { at, error: 'not an object' };
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

async function* csvRecords(file: StartedFile, shape: FileShape): AsyncGenerator<FileRecord> {
  const parser = parse({
    delimiter: delimiterOf(file.firstLine),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_LINE_LENGTH,
  });
  // Its failure is that of the iteration below.
  pipeline(Readable.from(file.pieces), parser).catch(() => {});
  let headings = shape.columns?.map(plainKey);
  let line = 1;
  try {
    for await (const row of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const at = `line ${line}`;
      line = row.info.lines + 1;
      if (!headings) headings = row.record.map(plainKey);
      else yield { at, record: rowOf(headings, row.record), array: undefined };
    }
  } catch (error) {
    if (typeof (error as CsvError).code !== 'string') throw error;
    yield { at: `line ${line}`, error: 'not CSV from here on' };
  }
}

function rowOf(headings: readonly string[], cells: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map(headings.map((heading, index) => [heading, isNothing(cells[index]) ? null : cells[index]]));
}

/** An empty cell, or what databases write for none. */
function isNothing(cell: string | undefined): boolean {
  return cell === undefined || cell === '' || cell === '\\N' || cell === 'NULL' || cell === 'null';
}

function delimiterOf(firstLine: string): string {
  const count = (delimiter: string) => firstLine.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}
