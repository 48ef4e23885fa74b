import { numberedLines, parseJson, plainRecord, readRecords, type StartedFile, startFile } from './readRecords.ts';
import { readText } from './readText.ts';
import { readBoolean } from './readValues.ts';
import {
  guessSystem,
  type SourcePerson,
  type SourceSettings,
  SYSTEM_NAMES,
  type SystemName,
  systemOf,
} from './systems.ts';
import { UnreadableFile } from './unreadableFile.ts';

/** A person of a file, or why a record of it is none. `at` says where the record stands. */
export type ReadPerson =
  | {
      readonly at: string;
      readonly person: SourcePerson & { readonly reference?: unknown };
      readonly error?: undefined;
    }
  | { readonly at: string; readonly error: string };

const OWN_KEYS = ['id', 'reference', 'email', 'passwordHash', 'createdAt', 'disabled'];
const NAME_IT = `name the system that wrote it with --from (${SYSTEM_NAMES.join(', ')})`;

/**
 * Reads the people of a file: of the system that is named, or of our own format. Throws UnreadableFile where the file is
 * not what it is said to be.
 */
export async function* readPeople(
  input: AsyncIterable<Uint8Array | string>,
  from: SystemName | undefined,
  settings: SourceSettings,
): AsyncGenerator<ReadPerson> {
  const text = await readText(input);
  if (from === undefined && text.encoding !== 'utf-8') {
    throw new UnreadableFile(`The file is UTF-16, which our own format never is: ${NAME_IT}, or convert it to UTF-8.`);
  }
  const file = await startFile(text.pieces);
  if (from !== undefined) yield* peopleOf(file, from, settings);
  else {
    refuseForeign(file);
    yield* ownPeople(file.pieces);
  }
}

async function* peopleOf(file: StartedFile, from: SystemName, settings: SourceSettings): AsyncGenerator<ReadPerson> {
  const system = systemOf(from);
  const records = readRecords(file, system);
  let isEmpty = true;
  let hasPeople = false;
  for await (const each of system.join?.(records) ?? records) {
    isEmpty = false;
    if (each.error !== undefined) {
      hasPeople = true;
      yield each;
      continue;
    }
    const person = system.person(each.record, settings);
    if (!person) continue;
    hasPeople = true;
    yield { at: each.at, person };
  }
  if (isEmpty || !hasPeople) throw new UnreadableFile(`No one was found in the file: is it what --from ${from} reads?`);
}

/** Says in one sentence what a file of another system is, before anything of it is imported. */
function refuseForeign({ firstLine, isWholeLine }: StartedFile): void {
  if (firstLine.startsWith('[')) throw new UnreadableFile(`The file is a JSON array: ${NAME_IT}.`);
  if (!firstLine.startsWith('{')) {
    const headings = firstLine.toLowerCase().split(/[,;\t]/);
    const system = guessSystem(new Map(headings.map(heading => [heading.replaceAll(/[^a-z\d]/g, ''), heading])));
    if (system)
      throw new UnreadableFile(`The file is CSV that looks like that of ${system}: import it with --from ${system}.`);
    const isTable = headings.length > 1 || /mail/.test(firstLine.toLowerCase());
    if (isTable) throw new UnreadableFile(`The file is CSV: ${NAME_IT}.`);
    return;
  }
  let first: unknown;
  try {
    first = isWholeLine ? JSON.parse(firstLine) : undefined;
  } catch {
    // A line that is broken is told by its number; a document of several lines ends its first one so.
    if (!/[[{,:]$/.test(firstLine)) return;
  }
  const record = plainRecord(first);
  if (!record) throw new UnreadableFile(`The file is one JSON document, not an object a line: ${NAME_IT}.`);
  const system = guessSystem(record);
  if (system) throw new UnreadableFile(`The file looks like that of ${system}: import it with --from ${system}.`);
  if (!record.has('email') && [...record.values()].some(value => typeof value === 'object' && value !== null)) {
    throw new UnreadableFile(`The file is one JSON document, not an object a line: ${NAME_IT}.`);
  }
}

async function* ownPeople(pieces: AsyncIterable<string>): AsyncGenerator<ReadPerson> {
  for await (const [number, line] of numberedLines(pieces)) {
    if (line.trim() === '') continue;
    const at = `line ${number}`;
    const read = ownPerson(line);
    yield 'error' in read ? { at, error: read.error } : { at, person: read };
  }
}

function ownPerson(line: string): (SourcePerson & { readonly reference?: unknown }) | { readonly error: string } {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch {
    return { error: 'not JSON' };
  }
  if (!plainRecord(value)) return { error: 'not an object' };
  const { id, reference, email, passwordHash, createdAt, disabled = false } = value as Record<string, unknown>;
  const notices: string[] = [];
  if (Object.keys(value as object).some(key => !OWN_KEYS.includes(key))) {
    notices.push(`keys other than ${OWN_KEYS.join(', ')} are ignored`);
  }
  if (passwordHash === undefined) notices.push('imported without a password: there is no passwordHash');
  const isDisabled = readBoolean(disabled);
  if (isDisabled === undefined) notices.push('imported disabled: disabled must be true or false');
  return { key: id, reference, email, passwordHash, createdAt, disabled: isDisabled ?? true, notices };
}
