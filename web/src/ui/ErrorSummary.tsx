import { Trans } from '@lingui/react/macro';
import type { MouseEvent, Ref } from 'react';
import { Notice } from './Notice.tsx';
import type { JudgedProblem } from './problems.ts';

interface ErrorSummaryProps {
  readonly problems: readonly JudgedProblem[];
  /** Moves the focus to a field. */
  readonly onJump: (field: string) => void;
  readonly ref: Ref<HTMLDivElement>;
}

/**
 * The problems of a form, each with a link to its field. A fixed problem is struck out and stays in its place, so that
 * nothing moves while a person types. It is hidden from screen readers, which do not tell that it is struck out.
 */
export function ErrorSummary({ problems, onJump, ref }: ErrorSummaryProps) {
  const allFixed = problems.every(problem => problem.fixed);
  const before = <Trans>Please check this</Trans>;
  const now = <Trans>Corrected</Trans>;

  function jumpTo(field: string) {
    return (event: MouseEvent) => {
      event.preventDefault();
      onJump(field);
    };
  }

  return (
    <Notice
      ref={ref}
      tone={allFixed ? 'success' : 'problem'}
      silent={allFixed}
      title={allFixed ? now : before}
      otherTitle={allFixed ? before : now}
    >
      <ul className="plain" aria-hidden={allFixed || undefined}>
        {problems.map(({ field, text, fixed }) => (
          <li key={text} aria-hidden={fixed || undefined}>
            {fixed && <s>{text}</s>}
            {!fixed && field && (
              <a href={`#${field}`} onClick={jumpTo(field)}>
                {text}
              </a>
            )}
            {!fixed && !field && <span>{text}</span>}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
