import type { InputHTMLAttributes, ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { type Problem, useFieldProblems } from './problems.ts';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  /** Stands at the end of the label's line, such as a link. */
  aside?: ReactNode;
  /** Stands inside the frame of the input, after it. */
  button?: ReactNode;
  /** Stands below the input. */
  below?: ReactNode;
  /** Ids of further words that describe the input. */
  describedBy?: string | undefined;
}

/**
 * One input with its visible label, its hint and what is wrong with it, tied together for everybody who cannot see it. Of several faults it
 * tells one at a time, and keeps their room when they are mended, so that nothing moves under somebody who types.
 */
export function Field({ name, label, hint, aside, button, below, describedBy, ...input }: FieldProps) {
  const problems = useFieldProblems(name);
  const standing = problems.find(problem => !problem.mended);
  const wordsOf = ({ words, wordsAtField = words }: Problem) => wordsAtField;
  const described = [hint && `${name}-hint`, standing && `${name}-error`, describedBy].filter(Boolean);
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={name}>{label}</label>
        {aside && <span className="field-aside">{aside}</span>}
      </div>
      {hint && (
        <p className="field-hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {problems.length > 0 && (
        <div className="field-errors" id={`${name}-error`}>
          {[...new Set(problems.map(wordsOf))].map(words => (
            <p className="field-error" key={words} data-shown={standing !== undefined && words === wordsOf(standing)}>
              <Icon name="alert" size={16} />
              {words}
            </p>
          ))}
        </div>
      )}
      <div className="input">
        <input
          {...input}
          id={name}
          name={name}
          aria-invalid={standing !== undefined || undefined}
          aria-describedby={described.join(' ') || undefined}
        />
        {button}
      </div>
      {below}
    </div>
  );
}
