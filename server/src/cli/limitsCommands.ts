import { Command, InvalidArgumentError } from 'commander';
import { type Network, parseNetwork } from '../domain/network.ts';
import { clearClients, WIDEST_CLEARED } from '../limits/clearClients.ts';
import { withScope } from './commandContext.ts';
import { CommandError } from './commandError.ts';
import { examples } from './examples.ts';
import { say, type Terminal } from './terminal.ts';

/** `rekey limits`: the counts of attempts. */
export function limitsCommands(terminal: Terminal): Command {
  return new Command('limits')
    .summary('the counts of attempts')
    .description('Clears the counts of clients that have to wait.')
    .addHelpText('after', examples('limits clear --client 203.0.113.7'))
    .addCommand(limitsClear(terminal));
}

/** `rekey limits clear`: lets the clients of a network try again at once. */
function limitsClear(terminal: Terminal): Command {
  return new Command('clear')
    .summary('let the clients of a network try again')
    .description(
      'Deletes the counts of the clients in a network. Counts of addresses, links and accounts stay. ' +
        'Of IPv6, the counts of the /56 and the /48 around are deleted too. ' +
        'Running servers notice within five seconds.',
    )
    .requiredOption('--client <network>', 'an address, or a network such as 203.0.113.0/24', networkOf)
    .addHelpText('after', examples('limits clear --client 203.0.113.7', 'limits clear --client 2001:db8:7::/48'))
    .action(async (options: { client: Network }) => {
      const count = await withScope(terminal, ({ em, secretKeys }) => clearClients(em, secretKeys[0], options.client));
      if (count === 0) {
        throw new CommandError(
          'No client of this network is counted. Clients are the addresses that the server sees; see TRUST_PROXY.',
        );
      }
      say(terminal, count === 1 ? '1 count is cleared.' : `${count} counts are cleared.`);
    });
}

function networkOf(text: string): Network {
  const network = parseNetwork(text);
  if (!network) throw new InvalidArgumentError('It is no address and no network, such as 203.0.113.0/24.');
  const widest = WIDEST_CLEARED[network.address.kind()];
  if (network.bits < widest) throw new InvalidArgumentError(`Networks wider than /${widest} are not searched.`);
  return network;
}
