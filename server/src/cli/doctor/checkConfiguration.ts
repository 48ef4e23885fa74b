import { type Config, ConfigurationError, readConfig } from '../../config/config.ts';
import type { Finding } from './finding.ts';

const CHECK = 'Configuration';

/** Reads the environment, and says what is wrong with it; without a configuration nothing else can be looked at. */
export function checkConfiguration(environment: NodeJS.ProcessEnv): { config?: Config; findings: Finding[] } {
  try {
    const config = readConfig(environment);
    return { config, findings: [findingOf(config)] };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return {
      findings: error.faults.map(fault => ({
        check: CHECK,
        state: 'fault',
        says: fault,
        advice: 'set the variable anew',
      })),
    };
  }
}

function findingOf(config: Config): Finding {
  if (config.production && config.publicUrl === undefined) {
    return {
      check: CHECK,
      state: 'warning',
      says: `mailed links lead to http://localhost:${config.port}, which is no use to anybody elsewhere`,
      advice: 'set PUBLIC_URL to the origin at which people find the pages',
    };
  }
  if (config.secretKeys === undefined && config.database.kind === 'postgresql') {
    return {
      check: CHECK,
      state: 'warning',
      says: 'every server makes a key of its own, so the links of one are nothing to another',
      advice: 'set one SECRET_KEY for all; make it with: openssl rand -base64 48',
    };
  }
  return { check: CHECK, state: 'ok', says: 'every variable that is set makes sense' };
}
