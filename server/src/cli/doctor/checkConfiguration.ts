import { type Config, ConfigurationError, readConfig } from '../../config/config.ts';
import type { Finding } from './finding.ts';

const CHECK = 'Configuration';

/** Checks the environment. Without a valid configuration no other check can run. */
export function checkConfiguration(environment: NodeJS.ProcessEnv): { config?: Config; findings: Finding[] } {
  try {
    const config = readConfig(environment);
    return { config, findings: findingsOf(config) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return {
      findings: error.problems.map(problem => ({
        check: CHECK,
        state: 'fault',
        says: problem,
        advice: 'correct the variable',
      })),
    };
  }
}

function findingsOf(config: Config): Finding[] {
  if (config.warnings.length === 0) return [{ check: CHECK, state: 'ok', says: 'valid' }];
  return config.warnings.map(warning => ({
    check: CHECK,
    state: 'warning',
    says: warning,
    advice: 'correct the variable, unless this is intended',
  }));
}
