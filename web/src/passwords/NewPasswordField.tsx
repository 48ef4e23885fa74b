import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useState } from 'react';
import './passwords.css';
import type { PasswordRule } from '../generated/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';
import { type JudgedProblem, useFieldProblems } from '../ui/problems.ts';
import { startPasswordWorker } from './passwordWorker.ts';
import type { NewPassword } from './useNewPassword.ts';
import type { Verdict } from './usePasswordAdvice.ts';

interface NewPasswordFieldProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly newPassword: NewPassword;
  readonly autoFocus?: boolean;
}

/**
 * A field for a new password that shows, while a person types, which of the server's rules it meets. It only advises.
 */
export function NewPasswordField({ name, label, newPassword, autoFocus }: NewPasswordFieldProps) {
  const { policy, typed, verdict } = newPassword;
  const problems = useFieldProblems(name);

  // A field with autofocus will be typed into soon, but the page itself is loaded first.
  useEffect(() => {
    if (!autoFocus) return;
    const pause = setTimeout(startPasswordWorker, 500);
    return () => clearTimeout(pause);
  }, [autoFocus]);

  return (
    <PasswordField
      name={name}
      label={label}
      autoComplete="new-password"
      autoFocus={autoFocus ?? false}
      describedBy={`${name}-rules`}
      passwordRules={`minlength: ${policy.minLength}; maxlength: ${policy.maxLength};`}
      onFocus={startPasswordWorker}
      onInput={event => newPassword.type(event.currentTarget.value)}
      below={
        <>
          <Strength score={typed === '' ? null : verdict.score} />
          <ul className="rules" id={`${name}-rules`}>
            {ruleLines(newPassword).map(({ judgedBy, text }) => (
              <RuleLine key={judgedBy.join()} state={stateOf(judgedBy, newPassword, problems)}>
                {text}
              </RuleLine>
            ))}
          </ul>
          <Announcement password={typed} verdict={verdict} />
        </>
      }
    />
  );
}

function ruleLines({ policy: { minLength, maxLength, rules }, addressKnown, verdict }: NewPassword) {
  const lines: { judgedBy: PasswordRule[]; text: ReactNode }[] = [
    {
      judgedBy: ['TOO_SHORT', 'TOO_LONG'],
      text: verdict.broken.includes('TOO_LONG') ? (
        <Plural value={maxLength} one="At most # character" other="At most # characters" />
      ) : (
        <Plural value={minLength} one="At least # character" other="At least # characters" />
      ),
    },
    { judgedBy: ['ENTIRELY_NUMERIC'], text: <Trans>Not digits alone</Trans> },
    { judgedBy: ['TOO_WEAK', 'TOO_COMMON'], text: <Trans>Hard to guess: a few unrelated words work well</Trans> },
  ];
  if (addressKnown) lines.push({ judgedBy: ['TOO_SIMILAR'], text: <Trans>Not close to your email address</Trans> });
  return lines.filter(line => line.judgedBy.some(rule => rules.includes(rule)));
}

/** Whether a password meets a rule: `broken` after it was refused for it, `open` while it does not meet it yet. */
type RuleState = 'met' | 'open' | 'broken';

function stateOf(
  judgedBy: readonly PasswordRule[],
  { typed, verdict: { broken, score } }: NewPassword,
  problems: readonly JudgedProblem[],
): RuleState {
  if (problems.some(({ rule, fixed }) => !fixed && judgedBy.some(judged => judged === rule))) return 'broken';
  if (typed === '') return 'open';
  if (judgedBy.includes('TOO_WEAK') && score === null) return 'open';
  return judgedBy.some(rule => broken.includes(rule)) ? 'open' : 'met';
}

const ruleIcons = { met: 'check', open: 'open', broken: 'cross' } as const;

function RuleLine({ state, children }: { state: RuleState; children: ReactNode }) {
  return (
    <li data-state={state}>
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

/** Tells screen readers whether the password meets the rules, once the person pauses. */
function Announcement({ password, verdict }: { password: string; verdict: Verdict }) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const known = password !== '' && verdict.score !== null;
  const good = verdict.broken.length === 0;
  useEffect(() => {
    if (!known) return setText('');
    const pause = setTimeout(() => {
      setText(good ? t`This password meets every rule.` : t`This password does not meet every rule yet.`);
    }, 900);
    return () => clearTimeout(pause);
  }, [known, good, t]);
  return (
    <div className="visually-hidden" role="status">
      {text}
    </div>
  );
}
