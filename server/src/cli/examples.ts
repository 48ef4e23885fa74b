/** The examples at the end of a help text. Each line holds the arguments after `rekey`. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  $ npm run -s rekey -- ${line}`).join('\n')}`;
}
