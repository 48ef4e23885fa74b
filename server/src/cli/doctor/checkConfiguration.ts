import { type Config, ConfigurationError, readConfig } from '../../config/config.ts';
import type { Finding } from './finding.ts';

const CHECK = 'Configuration';

/** Reads the environment, and says what is wrong with it; without a configuration nothing else can be looked at. */
export function checkConfiguration(environment: NodeJS.ProcessEnv): { config?: Config; findings: Finding[] } {
  try {
    const config = readConfig(environment);
    return { config, findings: findingsOf(config) };
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

function findingsOf(config: Config): Finding[] {
  if (config.warnings.length === 0)
    return [{ check: CHECK, state: 'ok', says: 'every variable that is set makes sense' }];
  return config.warnings.map(warning => ({
    check: CHECK,
    state: 'warning',
    says: warning,
    advice: 'set the variable anew, unless this is meant',
  }));
}
