/** One column of a table: its heading, and what a row shows there. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string;
}

const GAP = '  ';

/** Writes rows under headings, columns lined up, each line without white space at its end. No rows make only the headings. */
export function table<Row>(columns: ReadonlyArray<Column<Row>>, rows: readonly Row[]): string[] {
  const lines = [
    columns.map(column => column.heading),
    ...rows.map(row => columns.map(column => plain(column.cell(row)))),
  ];
  const widths = columns.map((_, index) => lines.reduce((widest, line) => Math.max(widest, width(line[index])), 0));
  return lines.map(line =>
    line
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - width(cell)))
      .join(GAP)
      .trimEnd(),
  );
}

/** What a mail server answered might hold anything; a control character could rewrite the screen. */
function plain(cell: string): string {
  return cell.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ');
}

/** In columns of a terminal: East Asian letters take two, marks that sit on another letter none. */
function width(text = ''): number {
  let columns = 0;
  for (const letter of text.normalize('NFC')) {
    if (/\p{Mn}/u.test(letter)) continue;
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      letter,
    )
      ? 2
      : 1;
  }
  return columns;
}
