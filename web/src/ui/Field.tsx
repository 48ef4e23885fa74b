import { Trans } from '@lingui/react/macro';
import type { InputHTMLAttributes, ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { useFieldProblems } from './problems.ts';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly name: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** Shown at the end of the label's line, such as a link. For the keyboard it comes after the input. */
  readonly aside?: ReactNode;
  /** Shown inside the border of the input, after it. */
  readonly button?: ReactNode;
  /** Shown below the input. */
  readonly below?: ReactNode;
  /** Ids of further elements that describe the input. */
  readonly describedBy?: string | undefined;
}

/**
 * One input with its visible label, its hint and its problem, connected for screen readers. Of several problems it
 * shows one at a time, and then that all are corrected, in the same space: nothing moves while a person types.
 */
export function Field({ name, label, hint, aside, button, below, describedBy, ...input }: FieldProps) {
  const problems = useFieldProblems(name);
  const current = problems.find(problem => !problem.fixed);
  const described = [hint && `${name}-hint`, current && `${name}-error`, describedBy].filter(Boolean);
  return (
    <div className={aside ? 'field field-with-aside' : 'field'}>
      <div className="field-head">
        <label htmlFor={name}>{label}</label>
      </div>
      {hint && (
        <p className="field-hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {problems.length > 0 && (
        <div
          key={problems[0]?.attempt}
          className="field-errors"
          id={`${name}-error`}
          role={current ? 'alert' : 'status'}
        >
          {[...new Set(problems.map(({ text }) => text))].map(text => (
            <FieldLine key={text} shown={text === current?.text}>
              <Icon name="alert" size={16} />
              <span>{text}</span>
            </FieldLine>
          ))}
          <FieldLine shown={current === undefined} corrected>
            <Icon name="check" size={16} />
            <Trans>Corrected</Trans>
          </FieldLine>
        </div>
      )}
      <div className="input" data-invalid={current !== undefined || undefined}>
        <input
          {...input}
          id={name}
          name={name}
          aria-invalid={current !== undefined || undefined}
          aria-describedby={described.join(' ') || undefined}
        />
        {button}
      </div>
      {below}
      {aside && <div className="field-aside">{aside}</div>}
    </div>
  );
}

function FieldLine(line: { readonly shown: boolean; readonly corrected?: boolean; readonly children: ReactNode }) {
  return (
    <p className={line.corrected ? 'field-error field-corrected' : 'field-error'} data-shown={line.shown}>
      {line.children}
    </p>
  );
}
