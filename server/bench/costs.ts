import { writeSection } from '../scripts/generatedSection.ts';
import { type Cost, measureCosts } from './costs/measureCosts.ts';
import { ASSUMPTIONS, assumed, type Needs, needsOf } from './costs/needs.ts';

/**
 * Measures what each operation costs on PostgreSQL, and works out what 1, 10 and 100 million accounts need by it. Writes
 * both to docs/scale.md, unless ACCOUNTS or an assumption is set: then it only prints. The figures are processor time,
 * bytes, statements and rows, which hardly depend on what else the machine does.
 */
const assumptions = assumed(process.env);
const isUsual = ['ACCOUNTS', ...Object.keys(ASSUMPTIONS)].every(name => process.env[name] === undefined);

const measured = await measureCosts(({ name }) => process.stderr.write(`${name}\n`));
const text = [
  `${new Date().toISOString().slice(0, 10)}:`,
  table(
    ['', 'server, ms', 'PostgreSQL, ms', 'statements', 'log, bytes', 'pages after a checkpoint, bytes', 'rows'],
    measured.costs.map(costRow),
  ),
  `A hash at the default cost takes ${Math.round(measured.hashMs)} ms.`,
  table(
    ['table', 'bytes for a row, with its indexes', 'of which indexes', 'updates', 'without any index (HOT)'],
    measured.sizes.map(({ table: name, bytesPerRow, indexes }) => {
      const { updates = 0, hot = 0 } = measured.updates.find(each => each.table === name) ?? {};
      return [
        `\`${name}\``,
        whole(bytesPerRow),
        whole(Object.values(indexes).reduce((sum, bytes) => sum + bytes, 0)),
        whole(updates),
        updates === 0 ? '' : `${Math.round((hot / updates) * 100)} %`,
      ];
    }),
  ),
  `No operation above used these indexes:\n${measured.unusedIndexes.map(index => `\`${index}\``).join(', ')}.`,
  table(
    ['assumption', 'value', 'meaning'],
    Object.entries(ASSUMPTIONS).map(([name, { meaning }]) => [
      `\`${name}\``,
      String(assumptions[name as keyof typeof ASSUMPTIONS]),
      meaning,
    ]),
  ),
  needsTable([1e6, 1e7, 1e8].map(accounts => needsOf(accounts, measured, assumptions))),
].join('\n\n');
console.log(text);
if (isUsual) writeSection('scale.md', 'npm run bench:costs', text);

function costRow(cost: Cost): string[] {
  const rows = Object.entries(cost.rows).map(([name, more]) => `${more.toFixed(more % 1 < 0.05 ? 0 : 1)} ${name}`);
  return [
    cost.name,
    cost.serverMs.toFixed(1),
    cost.databaseMs.toFixed(1),
    cost.statements.toFixed(1),
    whole(cost.logBytes),
    whole(cost.pageBytes),
    rows.join(', '),
  ];
}

function needsTable(all: readonly Needs[]): string {
  const line = (what: string, of: (needs: Needs) => string) => [what, ...all.map(of)];
  const size = (name: string) => line(`\`${name}\``, ({ bytes }) => inBytes(bytes[name] ?? Number.NaN));
  return table(
    ['in the busiest hour', '1 million accounts', '10 million', '100 million'],
    [
      line('attempts to sign in a second', needs => whole(needs.signInsPerSecond)),
      line('look-ups a second', needs => whole(needs.lookUpsPerSecond)),
      line('cores for hashing', needs => whole(Math.ceil(needs.hashingCores))),
      line('cores for the rest of the server', needs => whole(Math.ceil(needs.otherCores))),
      line(`replicas of ${assumptions.CORES} cores, at least two`, needs => whole(needs.replicas)),
      line('cores of PostgreSQL', needs => whole(Math.ceil(needs.databaseCores))),
      line('statements a second', needs => whole(needs.statementsPerSecond)),
      line('log a second, without pages', needs => inBytes(needs.logBytesPerSecond)),
      line('emails an hour', needs => whole(needs.mailsPerHour)),
      ...Object.keys(all[0]?.bytes ?? {}).map(size),
      line('all tables', ({ bytes }) => inBytes(Object.values(bytes).reduce((sum, each) => sum + each, 0))),
    ],
  );
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en');
}

function inBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const figure = bytes / 1_000 ** power;
  return `${figure >= 10 ? Math.round(figure) : figure.toFixed(1)} ${units[power]}`;
}
