import stringWidth from 'string-width';

/** One column of a table: its heading, and what a row shows there. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string;
}

const GAP = '  ';

/**
 * Formats rows under headings in aligned columns, without white space at line ends. Without rows there are only
 * headings.
 */
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

/** Removes control characters: a reply of a mail server could rewrite the screen with them. */
function plain(cell: string): string {
  return cell.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ');
}
