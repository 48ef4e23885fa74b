/** The end of a help text: how the command is called in practice. Each line begins with what follows `rekey`. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  $ npm run -s rekey -- ${line}`).join('\n')}`;
}
