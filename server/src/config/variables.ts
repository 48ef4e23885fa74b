import { z } from 'zod';
import { readSecretFile, type SecretInFile } from './secretFile.ts';
import { leftoverIn, oddityOf, standInFor, unwrapped } from './wrapping.ts';

/** How a variable is read, where that differs from the others. */
interface Traits {
  /** Its value shows in no message, and can stand in a file that `NAME_FILE` names. */
  readonly secret?: boolean;
  /** What stands around the value is left in place: it can belong to a password, and decides about NODE_ENV. */
  readonly verbatim?: boolean;
}

/** The traits of fields of the configuration. `.register(traits, …)` comes last, so that it marks the whole field. */
export const traits = z.registry<Traits>();

/** The variables of the environment, before they are parsed. */
export interface GivenVariables {
  /** Values without what tools put around them, secrets from their files included. Empty ones are left out. */
  readonly given: NodeJS.ProcessEnv;
  /** Variables without a usable value, each with the problem in a sentence. */
  readonly faults: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

type Schemas = Readonly<Record<string, z.ZodType>>;

/** Undoes what deployment tools, shells and editors do to values, and reads the secrets that stand in files. */
export function readVariables(environment: NodeJS.ProcessEnv, schemas: Schemas): GivenVariables {
  const given = { ...environment };
  const faults = new Map<string, string>();
  const warnings: string[] = [];

  for (const [name, schema] of Object.entries(schemas)) {
    const { secret, verbatim } = traits.get(schema) ?? {};
    try {
      const inFile = secret ? fromFile(name, given) : undefined;
      if (inFile?.openToAll) warnings.push(`${name}_FILE names a file that every user of this machine can read`);
      if (inFile) given[name] = inFile.value;
    } catch (error) {
      faults.set(name, `${name}_FILE ${(error as Error).message}`);
    }
    const isEmptyPair = secret && /^(?:""|'')\s*$/.test(given[name] ?? '');
    const value = verbatim && !isEmptyPair ? given[name] : unwrapped(given[name] ?? '');
    given[name] = value;
    if (!value) continue;
    const leftover = secret && verbatim ? standInFor(unwrapped(value)) : leftoverIn(value);
    if (leftover !== undefined && !faults.has(name)) faults.set(name, `${name} ${leftover}`);
    const oddity = secret && verbatim ? oddityOf(value) : undefined;
    if (oddity !== undefined) warnings.push(`${name} has ${oddity}; write it without, unless that belongs to it`);
  }
  return { given: withoutEmpty(given), faults, warnings };
}

/** The variables that name a file with a secret. */
export function fileVariables(schemas: Schemas): string[] {
  return Object.keys(schemas)
    .filter(name => traits.get(schemas[name] as z.ZodType)?.secret)
    .map(name => `${name}_FILE`);
}

function fromFile(name: string, given: NodeJS.ProcessEnv): SecretInFile | undefined {
  const path = unwrapped(given[`${name}_FILE`] ?? '');
  if (path === '') return undefined;
  if (given[name]) throw new Error(`and ${name} are both set: give one of them`);
  const leftover = leftoverIn(path);
  if (leftover !== undefined) throw new Error(leftover);
  return readSecretFile(path);
}

/** An empty variable counts as one that is not set, as in most shells' and containers' files. */
function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
}
