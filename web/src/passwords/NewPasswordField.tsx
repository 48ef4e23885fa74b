import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useState } from 'react';
import './passwords.css';
import { lengthOf } from '../../../server/src/passwords/passwordPolicy.ts';
import type { PasswordRule } from '../generated/graphql.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';
import { type JudgedProblem, useFieldProblems } from '../ui/problems.ts';
import type { NewPassword } from './useNewPassword.ts';
import { WEAK } from './usePasswordAdvice.ts';
import { type Suggestion, useSuggestion } from './useSuggestion.ts';

interface NewPasswordFieldProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly newPassword: NewPassword;
  /** As in PasswordField. */
  readonly toggleNames?: { readonly show: string; readonly hide: string };
  readonly autoFocus?: boolean;
}

/**
 * A field for a new password that counts while a person types, says how hard the password is to guess, and suggests
 * one. It only advises. Of the rules it names the one that is in the way.
 */
export function NewPasswordField({ name, label, newPassword, toggleNames, autoFocus }: NewPasswordFieldProps) {
  const { t } = useLingui();
  const { policy, typed, verdict } = newPassword;
  const { minLength, maxLength } = policy;
  const problems = useFieldProblems(name).filter(({ fixed }) => !fixed);
  const suggestion = useSuggestion(name, typed, minLength);
  const refused = problems.some(({ rule }) => rule !== undefined);
  const judged = typed === '' ? null : verdict.score;
  const score = refused && judged !== null ? Math.min(judged, WEAK) : judged;
  const rule = ruleInTheWay(newPassword, problems);
  const later = judgedLater(newPassword);

  return (
    <PasswordField
      name={name}
      label={label}
      autoComplete="new-password"
      {...(toggleNames && { toggleNames })}
      autoFocus={autoFocus ?? false}
      hint={
        <Plural
          value={minLength}
          one="At least # character. Length protects better than signs and digits do."
          other="At least # characters. Length protects better than signs and digits do."
        />
      }
      describedBy={`${name}-length ${name}-rule${later ? ` ${name}-later` : ''}`}
      passwordRules={`minlength: ${minLength}; maxlength: ${maxLength};`}
      onInput={event => newPassword.type(event.currentTarget.value)}
      below={
        <>
          <Strength score={score} />
          <ul className="rules">
            <RuleLine id={`${name}-length`} state={stateOf(['TOO_SHORT', 'TOO_LONG'], newPassword, problems)}>
              <Length newPassword={newPassword} />
            </RuleLine>
            <RuleLine id={`${name}-rule`} state={stateOf(rule.judgedBy, newPassword, problems)}>
              <OneOfRules shown={rule} />
            </RuleLine>
          </ul>
          <div className="suggest">
            <Button
              look="small"
              busy={suggestion.shown === 'coming'}
              busyLabel={t`Loading…`}
              onPress={suggestion.suggest}
            >
              <Trans>Suggest a passphrase</Trans>
            </Button>
            <Suggested suggestion={suggestion} />
          </div>
          {later && (
            <p className="later" id={`${name}-later`}>
              {later}
            </p>
          )}
          <Announcement newPassword={newPassword} length={<Length newPassword={newPassword} />} />
        </>
      }
    />
  );
}

interface Rule {
  readonly judgedBy: readonly PasswordRule[];
  readonly text: ReactNode;
}

/** The rules that show where they are broken, the most telling first; the last one shows where none of them is. */
const rules: readonly Rule[] = [
  { judgedBy: ['ENTIRELY_NUMERIC'], text: <Trans>Not digits alone</Trans> },
  { judgedBy: ['TOO_SIMILAR'], text: <Trans>Not close to your email address</Trans> },
  { judgedBy: ['TOO_WEAK', 'TOO_COMMON'], text: <Trans>Hard to guess: a few unrelated words work well</Trans> },
];

function ruleInTheWay({ verdict }: NewPassword, problems: readonly JudgedProblem[]): Rule {
  const broken = [...verdict.broken, ...problems.map(({ rule }) => rule)];
  const inTheWay = rules.find(({ judgedBy }) => judgedBy.some(rule => broken.includes(rule)));
  return inTheWay ?? (rules.at(-1) as Rule);
}

/** Whether a password meets a rule: `broken` after it was refused for it, `open` while it does not meet it yet. */
type RuleState = 'met' | 'open' | 'broken';

function stateOf(
  judgedBy: readonly PasswordRule[],
  { typed, verdict: { broken, score } }: NewPassword,
  problems: readonly JudgedProblem[],
): RuleState {
  if (problems.some(({ rule }) => judgedBy.some(judged => judged === rule))) return 'broken';
  if (typed === '') return 'open';
  if (judgedBy.includes('TOO_WEAK') && score === null) return 'open';
  return judgedBy.some(rule => broken.includes(rule)) ? 'open' : 'met';
}

const ruleIcons = { met: 'check', open: 'open', broken: 'cross' } as const;

function RuleLine({ id, state, children }: { id: string; state: RuleState; children: ReactNode }) {
  return (
    <li id={id} data-state={state}>
      <Icon name={ruleIcons[state]} size={16} />
      <span>
        {children}
        {state !== 'open' && (
          <span className="visually-hidden"> {state === 'met' ? <Trans>(done)</Trans> : <Trans>(not yet)</Trans>}</span>
        )}
      </span>
    </li>
  );
}

/** Shows one of the rules, in the room that the longest of them takes, so that nothing moves while a person types. */
function OneOfRules({ shown }: { shown: Rule }) {
  return (
    <span className="one-of">
      {rules.map(rule => (
        <span key={rule.judgedBy.join()} data-shown={rule === shown}>
          {rule.text}
        </span>
      ))}
    </span>
  );
}

/** How many characters there are, of how many. */
function Length({ newPassword: { policy, typed, verdict } }: { newPassword: NewPassword }) {
  const { i18n } = useLingui();
  const { minLength, maxLength } = policy;
  const length = lengthOf(typed);
  if (verdict.broken.includes('TOO_LONG'))
    return <Plural value={maxLength} one="At most # character" other="At most # characters" />;
  if (length >= minLength) return <Plural value={length} one="# character" other="# characters" />;
  const typedSoFar = i18n.number(length);
  return <Plural value={minLength} one={`${typedSoFar} of # character`} other={`${typedSoFar} of # characters`} />;
}

/** Bars and a word for how hard the password is to guess. */
function Strength({ score }: { score: number | null }) {
  const text = [
    <Trans key="0">Very weak</Trans>,
    <Trans key="1">Weak</Trans>,
    <Trans key="2">Fair</Trans>,
    <Trans key="3">Strong</Trans>,
    <Trans key="4">Very strong</Trans>,
  ];
  return (
    <div className="strength" data-score={score ?? ''}>
      <div className="strength-bars" aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </div>
      <span key={score} className="strength-word">
        {score === null ? '' : text[score]}
      </span>
    </div>
  );
}

/** The suggested words, to be noted, or that there are none. */
function Suggested({ suggestion: { shown, undo } }: { suggestion: Suggestion }) {
  const words = typeof shown === 'object' ? shown : null;
  return (
    <>
      {words && (
        <Button look="small" onPress={undo}>
          <Trans>Undo</Trans>
        </Button>
      )}
      <div className="suggestion" role="status">
        {words && (
          <div key={words.text}>
            <p className="suggestion-words">
              <bdi translate="no">{words.text}</bdi>
            </p>
            <p>
              <Trans>This is in the field now. Write it down, or let your browser save it, before you go on.</Trans>
            </p>
          </div>
        )}
        {shown === 'failed' && (
          <p>
            <Trans>No passphrase could be fetched. Please try again.</Trans>
          </p>
        )}
      </div>
    </>
  );
}

/** What the page cannot know, and the server looks at when the password is saved. */
function judgedLater({ policy, addressKnown }: NewPassword): ReactNode {
  const similar = !addressKnown && policy.rules.includes('TOO_SIMILAR');
  if (similar && policy.checksBreached)
    return <Trans>Saving also compares it with your email address and with passwords from known data leaks.</Trans>;
  if (similar) return <Trans>Saving also compares it with your email address.</Trans>;
  if (policy.checksBreached) return <Trans>Saving also compares it with passwords from known data leaks.</Trans>;
  return null;
}

/** Tells screen readers the length, or whether the password meets the rules, once the person pauses. */
function Announcement({ newPassword: { typed, verdict }, length }: { newPassword: NewPassword; length: ReactNode }) {
  const [told, setTold] = useState('');
  // That it is too short is known before the lists are there by which the rest is judged.
  const known = typed !== '' && (verdict.score !== null || verdict.broken.includes('TOO_SHORT'));
  useEffect(() => {
    if (!known) return setTold('');
    const pause = setTimeout(() => setTold(typed), 900);
    return () => clearTimeout(pause);
  }, [known, typed]);
  return (
    <div className="visually-hidden" role="status">
      {told !== '' && told === typed && (
        <span key={typed}>
          {verdict.broken.includes('TOO_SHORT') ? (
            length
          ) : verdict.broken.length === 0 ? (
            <Trans>This password meets every rule.</Trans>
          ) : (
            <Trans>This password does not meet every rule yet.</Trans>
          )}
        </span>
      )}
    </div>
  );
}
