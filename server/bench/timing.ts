import { measureProbe, type ProbeComparison } from './timing/measureProbe.ts';
import { type Comparison, measureTiming } from './timing/measureTiming.ts';

/**
 * Prints how well kinds of address can be told apart by time. Ends with status 1 where an estimate is further than 0.03
 * from 0.50, or 0.50 is outside its interval. Also where a probe after the answer exceeds its target. Variables: CALLS
 * of each kind (default 2000; 0 for none), BCRYPT_COST (default 8), OPERATIONS (names, separated by commas), and
 * PROBED_ADDRESSES of each kind (default 120; 0 for no probe).
 */
const CALLS = Number(process.env.CALLS ?? 2_000);
const PROBED_ADDRESSES = Number(process.env.PROBED_ADDRESSES ?? 120);
const COST = Number(process.env.BCRYPT_COST ?? 8);

const wanted = (name: string) => process.env.OPERATIONS?.split(',').includes(name) ?? true;

const comparisons =
  CALLS === 0
    ? []
    : await measureTiming({
        calls: CALLS,
        cost: COST,
        wanted,
        tell: print,
      });
const probes =
  PROBED_ADDRESSES > 0 ? await measureProbe({ addresses: PROBED_ADDRESSES, cost: COST, wanted, tell: printProbe }) : [];
const fine = [...comparisons, ...probes].every(comparison => comparison.fine);
console.log(fine ? '\nNothing to tell apart.' : '\nSomething can be told apart.');
process.exitCode = fine ? 0 : 1;

function print(operation: readonly Comparison[]): void {
  const [first] = operation;
  console.log(`\n${first?.operation}: ${CALLS} calls of each kind, median ${first?.medianMs.toFixed(2)} ms`);
  for (const { kind, by, auc, low, high, fine } of operation) {
    const what = `${kind} | unknown${by === 'the next answer' ? ', next answer' : ''}`;
    const interval = `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
    console.log(`  ${what.padEnd(38)} AUC ${auc.toFixed(3)}  ${interval}${fine ? '' : '  <--'}`);
  }
}

function printProbe(operation: readonly ProbeComparison[]): void {
  const [first] = operation;
  console.log(
    `\n${first?.operation}, small requests after the answer: ${PROBED_ADDRESSES} addresses of each kind, five tries each`,
  );
  for (const { kind, figure, tries, auc, low, high, fine } of operation) {
    const what = `${kind} | unknown, ${figure}, ${tries === 1 ? 'one try' : 'five tries'}`;
    console.log(
      `  ${what.padEnd(62)} AUC ${auc.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]${fine ? '' : '  <--'}`,
    );
  }
}
