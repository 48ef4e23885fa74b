/** The caller of a hash. It decides the order of tasks, and which one a full queue refuses. */
export interface HashingTurn {
  /**
   * The networks of the client, from the widest to the narrowest, such as `2001:db8::/48`, `2001:db8::/64`. Clients
   * take turns by the widest name, and within it by the narrower ones.
   */
  readonly client: readonly string[];
  /**
   * A name for account and device, where the browser has proved to be a known device of the account. Clients with known
   * devices go first.
   */
  readonly knownDevice: string | undefined;
}

/** The turn of an operator at the command line. */
export const OPERATOR_TURN: HashingTurn = { client: ['command line'], knownDevice: 'operator' };
