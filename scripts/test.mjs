// The one list of checks. Runs them in order and prints how many passed: a check counts as one, a suite as its tests.
//
//   npm test                                             every check
//   npm run lint | typecheck | layers | test:server | test:pages  one group of them
//   npm run test:server -- src/limits/limits.test.ts     some files of a suite; Vitest's options work too
//   npm run test:watch -- [server|pages] [FILE …]        a suite whenever files change; the server's by default
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'rekey-reports-'));
const vitest = 'node_modules/vitest/vitest.mjs';

const checks = [
  { group: 'typecheck', name: 'types of the server', run: ['tsc', '--noEmit', '--project', 'server'] },
  { group: 'typecheck', name: 'types of the pages', run: ['tsc', '--noEmit', '--project', 'web'] },
  { group: 'typecheck', name: 'types of the example', run: ['tsc', '--noEmit', '--project', 'examples/notes'] },
  { group: 'lint', name: 'lint and formatting', run: ['biome', 'ci', '--error-on-warnings', '.'] },
  { group: 'lint', name: 'unused files, exports and dependencies', run: ['knip'] },
  { group: 'lint', name: 'plain words', run: ['node', 'scripts/words.mjs'] },
  {
    group: 'layers',
    name: 'layers of the server',
    run: ['depcruise', '--config', 'layers.cjs', 'src'],
    folder: 'server',
  },
  { group: 'layers', name: 'picture of the layers', run: ['node', 'server/scripts/drawArchitecture.ts', '--check'] },
  {
    group: 'lint',
    name: 'promises and the tests that keep them',
    run: ['node', 'server/scripts/writePromises.ts', '--check'],
  },
  { group: 'size', name: 'weight of the pages', run: ['node', 'web/scripts/size.ts'] },
  { group: 'server', name: 'server on SQLite', suite: 'server', run: ['node', vitest, 'run'] },
  {
    group: 'server',
    name: 'server on PostgreSQL',
    suite: 'server',
    run: ['node', vitest, 'run'],
    environment: { TEST_DATABASE: 'postgresql' },
    // Of some files it runs none.
    options: ['--passWithNoTests'],
    skip: process.env.TEST_POSTGRES_URL ? undefined : 'TEST_POSTGRES_URL names no server',
  },
  { group: 'pages', name: 'pages in a real browser', suite: 'web', run: ['node', vitest, 'run'] },
];

const words = process.argv.slice(2);
const watching = words[0] === '--watch';
if (watching) words.shift();
const groups = new Set(checks.map(check => check.group));
const wanted = groups.has(words[0]) ? words.shift() : watching ? 'server' : undefined;
const selected = checks.filter(check => wanted === undefined || check.group === wanted);
const tooMany = words.length > 0 && !selected.some(check => check.suite);
if (tooMany || (words.length > 0 && wanted === undefined)) {
  console.error(`usage: test.mjs [--watch] [${[...groups].join('|')}] [FILE …]; files go with server or pages`);
  process.exit(2);
}
if (watching) {
  // On the database that TEST_DATABASE names.
  const { suite } = selected[0];
  const { status } = spawnSync('node', [vitest, 'watch', ...words], { cwd: join(root, suite), stdio: 'inherit' });
  process.exit(status ?? 1);
}

const totals = { passed: 0, failed: 0, skipped: 0 };
/** Named once more at the end, where a long run is read first. */
const failures = [];

for (const [index, check] of selected.entries()) {
  if (check.skip) {
    console.log(`- ${check.name}: skipped, ${check.skip}`);
    totals.skipped += 1;
    continue;
  }
  const report = join(reports, `${index}.json`);
  const reporting = check.suite ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
  const files = check.suite ? words : [];
  const [command, ...args] = check.run;
  const { status } = spawnSync(command, [...args, ...(check.options ?? []), ...files, ...reporting], {
    cwd: join(root, check.suite ?? check.folder ?? ''),
    // Processes and threads of the suites compile each module once in all, and are those that set-up has built.
    env: {
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
      TEST_BUILT: 'on',
      ...process.env,
      ...check.environment,
    },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const results = check.suite ? resultsOf(report) : undefined;
  totals.passed += results?.passed ?? (status === 0 ? 1 : 0);
  // A suite can fail without a failed test: a file that does not load, an unhandled rejection.
  totals.failed += Math.max(results?.failures.length ?? 0, status === 0 ? 0 : 1);
  totals.skipped += results?.skipped ?? 0;
  if (results?.failures.length) failures.push(...results.failures.map(failure => `${check.name}: ${failure}`));
  else if (status !== 0) failures.push(check.name);
  console.log(`${status === 0 ? '✓' : '✗'} ${check.name}\n`);
}
rmSync(reports, { recursive: true, force: true });

if (failures.length > 0) console.log(`Failed:\n${failures.map(failure => `✗ ${failure}`).join('\n')}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);

function resultsOf(report) {
  try {
    const { numPassedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, skipped: numPendingTests, failures: testResults.flatMap(failuresOf) };
  } catch {
    return undefined;
  }
}

/** The failed tests of one file with the reason of each, or the file itself where it could not be loaded. */
function failuresOf({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter(test => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) return [`${relative(root, name)}\n${message}`];
  return failed.map(test => `${relative(root, name)} > ${test.fullName}\n${test.failureMessages.join('\n')}`);
}
