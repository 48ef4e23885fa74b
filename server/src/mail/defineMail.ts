/** What a value of a mail may be, and how it is filled in. */
interface ValueTypes {
  /** Taken as it is, on one line. */
  readonly text: string;
  /** An absolute URL. */
  readonly link: string;
  /** Seconds, told as a duration that never promises more than holds. */
  readonly duration: number;
  /** Told in UTC. */
  readonly time: Date;
  /** A whole number, told in the digits of the language. */
  readonly count: number;
}

/** How a value is filled in. */
export type ValueType = keyof ValueTypes;

/** Values by their name in templates. */
export type ValuesOf<Types extends Readonly<Record<string, ValueType>>> = {
  readonly [Name in keyof Types]: ValueTypes[Types[Name]];
};

/** All about a kind of mail but its words, which stand in mails/source/words, and its composer, which stands in start/mailKinds.ts. */
export interface MailDefinition<
  Name extends string,
  JobKind extends string,
  Types extends Readonly<Record<string, ValueType>>,
> {
  /** Of the templates: `de/password-reset.html`. */
  readonly name: Name;
  /** The kind of job whose composer writes it. */
  readonly job: JobKind;
  /** What the templates may use, besides the brand. */
  readonly values: Types;
  /** Where the button leads, and the second link if there is one: names of values. */
  readonly links: { readonly button: keyof Types & string; readonly second?: keyof Types & string };
  /** Made-up values, for previews and tests. */
  readonly sample: ValuesOf<Types>;
}

/** Declares a kind of mail. The compiler then names what is missing for it: words in each language, and its composer. */
export function defineMail<
  const Name extends string,
  const JobKind extends string,
  const Types extends Readonly<Record<string, ValueType>>,
>(definition: MailDefinition<Name, JobKind, Types>): MailDefinition<Name, JobKind, Types> {
  return definition;
}
