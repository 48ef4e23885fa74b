import stringWidth from 'string-width';

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
  const widths = columns.map((_, index) =>
    lines.reduce((widest, line) => Math.max(widest, stringWidth(line[index] ?? '')), 0),
  );
  return lines.map(line =>
    line
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - stringWidth(cell)))
      .join(GAP)
      .trimEnd(),
  );
}

/** What a mail server answered might hold anything; a control character could rewrite the screen. */
function plain(cell: string): string {
  return cell.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ');
}
