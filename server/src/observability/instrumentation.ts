/** Runs a root field of an operation, and watches. What it returns is what the field returns. */
export type Instrumentation = (operation: string, run: () => Promise<Outcome>) => Promise<Outcome>;

/** What came of a root field. The name is of low cardinality: a union member, a value of an enum, or `ok`. */
interface Outcome {
  readonly name: string;
  readonly result: unknown;
}
