/** Wraps the execution of a root field. It returns the result of the field. */
export type Instrumentation = (operation: string, run: () => Promise<Outcome>) => Promise<Outcome>;

/** The outcome of a root field. The name is of low cardinality: a union member, a value of an enum, or `ok`. */
interface Outcome {
  readonly name: string;
  readonly result: unknown;
}
