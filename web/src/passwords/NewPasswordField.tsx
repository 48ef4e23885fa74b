import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useState } from 'react';
import './passwords.css';
import type { PasswordRule } from '../generated/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';
import { wakeAdviser } from './askAdviser.ts';
import { usePasswordAdvice, type Verdict } from './usePasswordAdvice.ts';

/** The policy as the server tells it. */
export interface Policy {
  minLength: number;
  maxLength: number;
  rules: readonly PasswordRule[];
}

interface NewPasswordFieldProps {
  name: string;
  label: ReactNode;
  policy: Policy;
  /** The address of the account, when the page knows it. */
  address?: string;
  autoFocus?: boolean;
}

/** A field for a new password, with the server's rules judged as one types. It advises and never stands in the way. */
export function NewPasswordField({ name, label, policy, address = '', autoFocus }: NewPasswordFieldProps) {
  const [password, setPassword] = useState('');
  const verdict = usePasswordAdvice(password, address, policy.minLength);
  const { minLength, maxLength } = policy;

  // A field that has the focus from the beginning is where the typing will start, but the page itself comes first.
  useEffect(() => {
    if (!autoFocus) return;
    const pause = setTimeout(wakeAdviser, 500);
    return () => clearTimeout(pause);
  }, [autoFocus]);

  return (
    <PasswordField
      name={name}
      label={label}
      autoComplete="new-password"
      autoFocus={autoFocus ?? false}
      describedBy={`${name}-rules`}
      passwordRules={`minlength: ${minLength}; maxlength: ${maxLength};`}
      onFocus={wakeAdviser}
      onInput={event => setPassword(event.currentTarget.value)}
      below={
        <>
          <Strength score={password === '' ? null : verdict.score} />
          <ul className="rules" id={`${name}-rules`}>
            {ruleLines(policy, address !== '').map(line => (
              <RuleLine key={line.judgedBy.join()} met={isMet(line.judgedBy, password, verdict)}>
                {line.words}
              </RuleLine>
            ))}
          </ul>
          <Announcement password={password} verdict={verdict} />
        </>
      }
    />
  );

  function ruleLines({ rules }: Policy, addressKnown: boolean) {
    const lines: { judgedBy: PasswordRule[]; words: ReactNode }[] = [
      {
        judgedBy: ['TOO_SHORT', 'TOO_LONG'],
        words: verdict.broken.includes('TOO_LONG') ? (
          <Plural value={maxLength} one="At most # character" other="At most # characters" />
        ) : (
          <Plural value={minLength} one="At least # character" other="At least # characters" />
        ),
      },
      { judgedBy: ['ENTIRELY_NUMERIC'], words: <Trans>Not digits alone</Trans> },
      { judgedBy: ['TOO_WEAK', 'TOO_COMMON'], words: <Trans>Hard to guess: a few unrelated words work well</Trans> },
    ];
    if (addressKnown) lines.push({ judgedBy: ['TOO_SIMILAR'], words: <Trans>Not close to your email address</Trans> });
    return lines.filter(line => line.judgedBy.some(rule => rules.includes(rule)));
  }
}

function isMet(judgedBy: readonly PasswordRule[], password: string, { broken, score }: Verdict): boolean {
  if (password === '') return false;
  if (judgedBy.includes('TOO_WEAK') && score === null) return false;
  return !judgedBy.some(rule => broken.includes(rule));
}

function RuleLine({ met, children }: { met: boolean; children: ReactNode }) {
  return (
    <li data-met={met}>
      <Icon name={met ? 'check' : 'open'} size={16} />
      <span>
        {children}
        {met && (
          <span className="visually-hidden">
            {' '}
            <Trans>(done)</Trans>
          </span>
        )}
      </span>
    </li>
  );
}

function Strength({ score }: { score: number | null }) {
  const words = [
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
      <span className="strength-word">{score === null ? '' : words[score]}</span>
    </div>
  );
}

/** Tells people who cannot see the list how they are doing, once they pause. */
function Announcement({ password, verdict }: { password: string; verdict: Verdict }) {
  const { t } = useLingui();
  const [words, setWords] = useState('');
  const known = password !== '' && verdict.score !== null;
  const good = verdict.broken.length === 0;
  useEffect(() => {
    if (!known) return setWords('');
    const pause = setTimeout(() => {
      setWords(good ? t`This password meets every rule.` : t`This password does not meet every rule yet.`);
    }, 900);
    return () => clearTimeout(pause);
  }, [known, good, t]);
  return (
    <div className="visually-hidden" role="status">
      {words}
    </div>
  );
}
