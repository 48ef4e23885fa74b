// Fails where code or docs use a word that has a plainer one. The field's standard terms are what a search finds.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each with what to write instead. */
const plain = [
  [/\bpostm[ae]n\b/i, 'mail worker'],
  [/promiseMail|MailPromised/, 'enqueueMail, MailQueued'],
  [/\bcaretakers?\b|\bkeepHouse\b/i, 'maintenance'],
  [/\b(?:settler|sorter|claimAndSort)s?\b/i, 'batch of writes, discard'],
  [/\bholdJobs\b|\bput[- ]off\b/i, 'lease, renew, release, defer'],
  [/\bclock watch\b/i, 'clock-jump detector'],
  [/\b(?:stillAsJudged|linkStateOf)\b/, 'unchangedSince, linkFingerprintInput'],
  [/\b(?:faultInWords|judgeFailure|StartupFault)\b/, 'errorMessage, classifySmtpError, StartupError'],
  [/\bworkplaces?\b/i, 'command context'],
  [/\b(?:setback|useFollow|emblem|LinkTrouble)\b/, 'RequestFailure, useGoTo, icon, BrokenLink'],
  [/\bwhoever\b/i, 'anyone who, the caller, the person'],
  [/\bwhatever\b/i, 'regardless of, any'],
  [/\bsomebody\b/i, 'someone, the person'],
  [/\bnobody\b(?!@)|Nobody\b/i, 'no one, no account'],
  [/\b(?:any|every)body\b/i, 'anyone, everyone, the person'],
  [/\bmended\b/i, 'fixed'],
  [/\bask to open an account\b/i, 'create an account'],
  [/\ba mail (?:goes|is on)\b/i, 'an email'],
];
/** Names that are not ours: the system's user, and people of examples. */
const names = /`nobody`|\bNOBODY\b|'(?:nobody|somebody)\b/;

/** This list itself, and the public contract, whose text is not ours to change. */
const excepted = new Set(['scripts/words.mjs', 'server/contract.graphql']);

const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.mjs', '*.css', '*.md', '*.conf', '*.graphql'], {
  cwd: root,
})
  .toString()
  .split('\n')
  .filter(file => file && !excepted.has(file));
let found = 0;
for (const file of files) {
  for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
    for (const [word, instead] of plain) {
      const match = word.exec(line);
      if (!match || names.test(line)) continue;
      console.error(`${file}:${index + 1}: "${match[0]}"; write ${instead}`);
      found += 1;
    }
  }
}
process.exit(found > 0 ? 1 : 0);
