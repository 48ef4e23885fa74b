import { type FaultAt, faultsAt, TemplateError } from './templateFaults.ts';

/** A compiled template: returns the text with the values filled in. */
export type FilledIn = (values: Readonly<Record<string, string>>) => string;

type Piece =
  | { readonly literal: string }
  | { readonly name: string }
  | { readonly section: string; readonly pieces: Piece[] };

const TAG = /(?<!\{)\{\{([#/]?)(\w+)\}\}/g;

/**
 * Compiles a template: `{{name}}` stands for a value, and `{{#name}} … {{/name}}` is left out when that value is empty.
 * Values are escaped by `protect` and never read as a template. Throws {@link TemplateError} where a name is not among
 * `names` or a section does not close; its lines count from `firstLine`.
 */
export function readTemplate(
  source: string,
  names: ReadonlySet<string>,
  protect: (value: string) => string,
  firstLine = 1,
): FilledIn {
  const faults: FaultAt[] = [];
  const root: Piece[] = [];
  const open: { name: string; at: number; pieces: Piece[] }[] = [];
  let from = 0;
  for (const match of source.matchAll(TAG)) {
    const [whole, mark, name = ''] = match;
    const at = match.index;
    const pieces = open.at(-1)?.pieces ?? root;
    pieces.push({ literal: source.slice(from, at) });
    from = at + whole.length;
    if (!names.has(name)) {
      faults.push({ says: `{{${name}}} is not known here; there are ${[...names].join(', ')}`, at });
    } else if (mark === '#') {
      const section = { section: name, pieces: [] };
      pieces.push(section);
      open.push({ name, at, pieces: section.pieces });
    } else if (mark === '/') {
      if (open.at(-1)?.name === name) open.pop();
      else faults.push({ says: `{{/${name}}} closes nothing that is open`, at });
    } else {
      pieces.push({ name });
    }
  }
  faults.push(...open.map(({ name, at }) => ({ says: `{{#${name}}} is never closed`, at })));
  if (faults.length > 0) throw new TemplateError(faultsAt(source, faults, firstLine));
  root.push({ literal: source.slice(from) });
  return values => write(root, values, protect);
}

function write(pieces: Piece[], values: Readonly<Record<string, string>>, protect: (value: string) => string): string {
  let written = '';
  for (const piece of pieces) {
    if ('literal' in piece) written += piece.literal;
    else if ('name' in piece) written += protect(values[piece.name] ?? '');
    else if (values[piece.section]) written += write(piece.pieces, values, protect);
  }
  return written;
}
