/** Tells the time; handed in, so that a test can tell it too. */
export type Clock = () => Date;

/** The machine's own clock. */
export const systemClock: Clock = () => new Date();
