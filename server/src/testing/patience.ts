import { type Patience, USUAL_PATIENCE } from '../mail/smtp/stages.ts';

/** As many milliseconds for each stage. */
export function patienceOf(ms: number): Patience {
  return Object.fromEntries(Object.keys(USUAL_PATIENCE).map(stage => [stage, ms])) as unknown as Patience;
}
