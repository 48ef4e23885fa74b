import { defineConfig, mergeConfig } from 'vitest/config';
import usual from './vitest.config.ts';

// For Stryker, which runs in a copy of the whole workspace and starts at its root. MUTATION_TESTS (globs, separated by
// spaces) narrows the tests to those of the mutated files. Mutants without a database are then killed in seconds rather
// than hours.
const config = mergeConfig(usual, defineConfig({ root: import.meta.dirname }));
const beside = 'src/{links,passwords,recovery,sessions,limits,accounts,emailChange}/**/*.test.ts';
if (config.test)
  config.test.include = process.env.MUTATION_TESTS?.split(' ') ?? [beside, 'src/start/composers.test.ts'];
export default config;
