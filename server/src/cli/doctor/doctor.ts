import { Command } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { CommandError } from '../commandError.ts';
import { examples } from '../examples.ts';
import { table } from '../table.ts';
import { print, type Terminal } from '../terminal.ts';
import { checkConfiguration } from './checkConfiguration.ts';
import { checkDatabase } from './checkDatabase.ts';
import { checkDataFolder } from './checkDataFolder.ts';
import { checkMailQueue } from './checkMailQueue.ts';
import { checkMailServer } from './checkMailServer.ts';
import { checkMailTemplates } from './checkMailTemplates.ts';
import { checkPages } from './checkPages.ts';
import { checkWebhooks } from './checkWebhooks.ts';
import type { Finding } from './finding.ts';

const COLUMNS = [
  { heading: 'CHECK', cell: (finding: Finding) => finding.check },
  { heading: 'STATE', cell: (finding: Finding) => finding.state },
  { heading: 'RESULT', cell: (finding: Finding) => finding.says },
];

/** `rekey doctor`: checks the installation. */
export function doctor(terminal: Terminal): Command {
  return new Command('doctor')
    .summary('check the installation')
    .description(
      'Checks configuration, data folder, key, disk, database and its encryption, clock, mail server, mail queue, webhooks, mail templates and pages. Changes nothing.',
    )
    .option('--json', 'write a JSON array')
    .addHelpText(
      'after',
      `\nExit status: 1 where there is a fault, 0 where there are warnings at most.\n${examples('doctor')}`,
    )
    .action(async (options: { json?: true }) => {
      const findings = await examine(terminal.environment);
      if (options.json) print(terminal, JSON.stringify(findings, null, 2));
      else for (const line of report(findings)) print(terminal, line);
      const faults = findings.filter(finding => finding.state === 'fault').length;
      if (faults > 0) throw new CommandError(faults === 1 ? 'There is a fault.' : `There are ${faults} faults.`);
    });
}

async function examine(environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { config, findings } = checkConfiguration(environment);
  if (!config) return findings;
  const ofDataFolder = checkDataFolder(config);
  const database = await checkDatabase(config, systemClock);
  return [
    ...findings,
    ...ofDataFolder,
    ...database.findings,
    await checkMailServer(config),
    ...checkMailQueue(config, database.undelivered),
    ...checkWebhooks(config, database.undelivered),
    ...checkMailTemplates(config),
    checkPages(config),
  ];
}

function report(findings: readonly Finding[]): string[] {
  const advice = findings.filter(finding => finding.advice !== undefined);
  return [
    ...table(COLUMNS, findings),
    ...(advice.length > 0 ? ['', 'What to do:'] : []),
    ...advice.map(finding => `  ${finding.check}: ${finding.advice}`),
  ];
}
