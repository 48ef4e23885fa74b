import type { Device } from '../domain/describeDevice.ts';

/** The types of a mail's values, and how each is rendered. */
interface ValueTypes {
  /** Rendered unchanged, on one line. */
  readonly text: string;
  /** An absolute URL. */
  readonly link: string;
  /** Seconds, rendered as a duration that is never longer than the real one. */
  readonly duration: number;
  /** Rendered in UTC. */
  readonly time: Date;
  /** A whole number, formatted for the language. */
  readonly count: number;
  /** Rendered as its name. Made by describeDevice, so that no text of a stranger's header is in a mail. */
  readonly device: Device;
}

/** The type of a value. */
export type ValueType = keyof ValueTypes;

/** Values by their name in templates. */
export type ValuesOf<Types extends Readonly<Record<string, ValueType>>> = {
  readonly [Name in keyof Types]: ValueTypes[Types[Name]];
};

/** The definition of a kind of mail. Its texts are in mails/source/words and its composer is in start/mailKinds.ts. */
export interface MailDefinition<
  Name extends string,
  JobKind extends string,
  Types extends Readonly<Record<string, ValueType>>,
> {
  /** Of the templates: `de/password-reset.html`. */
  readonly name: Name;
  /** The kind of job whose composer makes it. */
  readonly job: JobKind;
  /** What the templates may use, besides the brand. */
  readonly values: Types;
  /** Where the button leads, and the second link if there is one: names of values. */
  readonly links: { readonly button: keyof Types & string; readonly second?: keyof Types & string };
  /** Made-up values, for previews and tests. */
  readonly sample: ValuesOf<Types>;
}

/** Declares a kind of mail. The compiler then reports missing texts in a language and a missing composer. */
export function defineMail<
  const Name extends string,
  const JobKind extends string,
  const Types extends Readonly<Record<string, ValueType>>,
>(definition: MailDefinition<Name, JobKind, Types>): MailDefinition<Name, JobKind, Types> {
  return definition;
}
