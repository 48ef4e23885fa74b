import { Trans } from '@lingui/react/macro';
import type { MouseEvent, Ref } from 'react';
import { Notice } from './Notice.tsx';
import type { JudgedProblem } from './problems.ts';

interface ErrorSummaryProps {
  problems: readonly JudgedProblem[];
  /** Moves the focus to the field of this name. */
  onJump: (field: string) => void;
  ref: Ref<HTMLDivElement>;
}

/**
 * Everything that was refused about a form, each with a link to its field. What has been mended since is struck out in its place, so that
 * nothing moves while one types, and is hidden from those who could not see that it is struck out.
 */
export function ErrorSummary({ problems, onJump, ref }: ErrorSummaryProps) {
  const allMended = problems.every(problem => problem.mended);
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
      tone={allMended ? 'success' : 'problem'}
      silent={allMended}
      title={allMended ? now : before}
      otherTitle={allMended ? before : now}
    >
      <ul className="plain" aria-hidden={allMended || undefined}>
        {problems.map(({ field, words, mended }) => (
          <li key={words} aria-hidden={mended || undefined}>
            {mended && <s>{words}</s>}
            {!mended && field && (
              <a href={`#${field}`} onClick={jumpTo(field)}>
                {words}
              </a>
            )}
            {!mended && !field && words}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
