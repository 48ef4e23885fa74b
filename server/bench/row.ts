/** One line of the table in docs/benchmarks.md. */
export interface Row {
  readonly what: string;
  /** What it is measured beside, with that one's own figure. */
  readonly beside: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}
