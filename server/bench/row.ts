/** One line of the table in docs/benchmarks.md. */
export interface Row {
  readonly what: string;
  /** The baseline, with its figure. */
  readonly beside: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}
