/** How this program is called: through npm in a checkout, and by its name in the archive. */
const CALLED = process.env.npm_lifecycle_event === 'rekey' ? 'npm run -s rekey --' : 'rekey';

/** The examples at the end of a help text. Each line holds the arguments after `rekey`. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  $ ${CALLED} ${line}`).join('\n')}`;
}
