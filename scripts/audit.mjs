// `npm run audit` asks the registry for advisories about every package of the lock file and for its age, and reads the
// licences of all of them. What is known and accepted stands in audit.json, or in the file named, with a reason. It
// ends with status 1 where something is found, or an exception is not needed any more, and with 2 where the registry
// could not be asked.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pnpm } from './pnpm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const accepted = JSON.parse(readFileSync(process.argv[2] ?? new URL('audit.json', import.meta.url), 'utf8'));

const problems = [];
const unanswered = [];
for (const check of [checkAge, checkAdvisories, checkLicences]) check();

for (const problem of problems) console.error(`✗ ${problem}`);
for (const reason of unanswered) console.error(`? The registry could not be asked:\n${reason.trim()}`);
if (problems.length + unanswered.length === 0) console.log('✓ no advisory, no young release and no other licence');
process.exit(problems.length > 0 ? 1 : unanswered.length > 0 ? 2 : 0);

/** minimumReleaseAge of pnpm-workspace.yaml, for what is locked already. */
function checkAge() {
  const { status, stdout, stderr } = pnpm(root, 'install', '--frozen-lockfile', '--lockfile-only');
  if (status === 0) return;
  if (`${stdout}${stderr}`.includes('MINIMUM_RELEASE_AGE')) problems.push(`${stdout}${stderr}`.trim());
  else unanswered.push(`${stdout}${stderr}`);
}

function checkAdvisories() {
  const { stdout, stderr } = pnpm(root, 'audit', '--json');
  const found = parsed(stdout)?.advisories;
  if (found === undefined) return void unanswered.push(`${stdout}${stderr}`);
  const open = new Set(Object.keys(accepted.advisories));
  for (const { github_advisory_id: id, module_name: name, severity, title, url, findings } of Object.values(found)) {
    if (accepted.advisories[id] !== undefined) open.delete(id);
    else problems.push(`${name} ${findings[0]?.version}: ${title} (${severity}), ${url}, by ${findings[0]?.paths[0]}`);
  }
  for (const id of open) problems.push(`scripts/audit.json accepts ${id}, which no package has any more`);
}

/** Asks no registry: the packages are there. */
function checkLicences() {
  const { stdout, stderr } = pnpm(root, '--recursive', 'licenses', 'list', '--json');
  const found = parsed(stdout);
  if (found === undefined) return void problems.push(`licences could not be read: ${stdout}${stderr}`);
  const open = new Set(Object.keys(accepted.packages));
  for (const [licence, packages] of Object.entries(found)) {
    if (isAllowed(licence)) continue;
    for (const { name } of packages) {
      const exception = Object.keys(accepted.packages).find(pattern => matches(pattern, name));
      if (accepted.packages[exception]?.licence === licence) open.delete(exception);
      else problems.push(`${name} is licensed as ${licence}`);
    }
  }
  for (const name of open)
    problems.push(`scripts/audit.json accepts the licence of ${name}, which is not needed any more`);
}

/** Packages of one project have a name in common: those for each system, or those of a scope. */
function matches(pattern, name) {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** An SPDX expression without nesting, which is all that packages use: one of OR is enough, AND needs each. */
function isAllowed(expression) {
  const parts = operator => expression.replace(/^\(|\)$/g, '').split(` ${operator} `);
  if (parts('OR').length > 1) return parts('OR').some(isAllowed);
  return parts('AND').every(licence => accepted.licences.includes(licence));
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
