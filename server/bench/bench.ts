import { cpus, totalmem } from 'node:os';
import { writeSection } from '../scripts/generatedSection.ts';
import type { Row } from './row.ts';
import { emailChange } from './rows/emailChange.ts';
import { fairness } from './rows/fairness.ts';
import { hashing } from './rows/hashing.ts';
import { importedSignIn, importing } from './rows/importing.ts';
import { judging } from './rows/judging.ts';
import { lookups } from './rows/lookups.ts';
import { mailLatency, mailRate } from './rows/mail.ts';
import { memory } from './rows/memory.ts';
import { sizes } from './rows/sizes.ts';
import { start } from './rows/start.ts';
import { statements } from './rows/statements.ts';
import { storm } from './rows/storm.ts';
import { throughput } from './rows/throughput.ts';
import { timing } from './rows/timing.ts';
import { webhookRate } from './rows/webhooks.ts';

/**
 * `npm run bench` takes all measurements and writes them to docs/benchmarks.md; `npm run bench -- NAME …` takes some
 * and only prints them. Ends with status 1 where a target is missed.
 */
const BENCHMARKS: Readonly<Record<string, () => Promise<Row[]>>> = {
  throughput,
  'email-change': emailChange,
  hashing,
  judging,
  fairness,
  storm,
  sizes,
  lookups,
  'mail-rate': mailRate,
  'mail-latency': mailLatency,
  'webhook-rate': webhookRate,
  import: importing,
  'imported-sign-in': importedSignIn,
  timing,
  start,
  memory,
  statements,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter(name => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(2);
}

const started = performance.now();
const rows: Row[] = [];
for (const [name, measure] of Object.entries(BENCHMARKS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const begun = performance.now();
  const measured = await measure();
  rows.push(...measured);
  for (const { what, beside, target, measured: figure, met } of measured)
    console.log(`${met ? '✓' : '✗'} ${what}\n    ${figure}\n    ${beside}; target: ${target}`);
  console.log(`  ${name} took ${Math.round((performance.now() - begun) / 1_000)} s`);
}
const minutes = (performance.now() - started) / 60_000;
const missed = rows.filter(({ met }) => !met).length;
console.log(`\n${rows.length - missed} of ${rows.length} targets met, in ${minutes.toFixed(1)} minutes`);
if (chosen.length === 0) writeTable();
process.exitCode = missed > 0 ? 1 : 0;

function writeTable(): void {
  const table = [
    `${new Date().toISOString().slice(0, 10)}, ${machine()}, Node ${process.versions.node}, in ${minutes.toFixed(1)} minutes:`,
    '',
    '| what | measured | beside | target | met |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      row => `| ${row.what} | ${row.measured} | ${row.beside} | ${row.target} | ${row.met ? 'yes' : '**no**'} |`,
    ),
  ];
  writeSection('benchmarks.md', 'npm run bench', table.join('\n'));
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`;
}
