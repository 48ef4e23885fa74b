/** A fault of a template file. `line` is undefined where it concerns the whole file. */
export interface TemplateFault {
  readonly says: string;
  readonly line?: number | undefined;
}

/** A fault at an offset of a source. */
export interface FaultAt {
  readonly says: string;
  readonly at: number;
}

/** Thrown for a template that cannot be used, with every fault that was found. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly faults: readonly TemplateFault[];

  constructor(faults: readonly TemplateFault[]) {
    super(faults.map(inWords).join('\n'));
    this.faults = faults;
  }
}

function inWords({ says, line }: TemplateFault): string {
  return line === undefined ? says : `${says} (line ${line})`;
}

/** The line, from 1, of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Faults by their lines, in their order, where the source begins at a line of a file. */
export function faultsAt(source: string, faults: readonly FaultAt[], firstLine = 1): TemplateFault[] {
  return faults
    .toSorted((one, other) => one.at - other.at)
    .map(({ says, at }) => ({ says, line: lineAt(source, at) + firstLine - 1 }));
}
