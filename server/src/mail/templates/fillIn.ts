/** A compiled template: returns the text with the values filled in. */
export type FilledIn = (values: Readonly<Record<string, string>>) => string;

type Piece =
  | { readonly literal: string }
  | { readonly name: string }
  | { readonly section: string; readonly pieces: Piece[] };

const tag = /\{\{([#/]?)(\w+)\}\}/g;

/**
 * Compiles a template: `{{name}}` stands for a value, and `{{#name}} … {{/name}}` is left out when that value is empty.
 * Values are escaped by `protect` and never read as a template. Throws where a name is not among `names` or a section
 * does not close.
 */
export function readTemplate(source: string, names: ReadonlySet<string>, protect: (value: string) => string): FilledIn {
  const root: Piece[] = [];
  const open: { name: string; pieces: Piece[] }[] = [];
  let from = 0;
  for (const match of source.matchAll(tag)) {
    const [whole, mark, name = ''] = match;
    const pieces = open.at(-1)?.pieces ?? root;
    pieces.push({ literal: source.slice(from, match.index) });
    from = match.index + whole.length;
    if (!names.has(name)) throw new Error(`{{${name}}} is not known here; there are ${[...names].join(', ')}`);
    if (mark === '#') {
      const section = { section: name, pieces: [] };
      pieces.push(section);
      open.push({ name, pieces: section.pieces });
    } else if (mark === '/') {
      if (open.pop()?.name !== name) throw new Error(`{{/${name}}} closes nothing that is open`);
    } else {
      pieces.push({ name });
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) throw new Error(`{{#${unclosed.name}}} is never closed`);
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
