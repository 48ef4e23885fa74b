import { Trans } from '@lingui/react/macro';
import { type FormEvent, type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { Notice } from './Notice.tsx';
import { type Problem, ProblemsContext } from './problems.ts';

interface FormProps {
  /** What was refused about the latest attempt. */
  problems: readonly Problem[];
  /** Shown above the fields, such as what stood in the way of sending; it takes the focus when it appears. */
  notice?: ReactNode;
  /** Where a browser without JavaScript would send the form: the page's own address, never a query. */
  action: string;
  onSubmit: (values: (name: string) => string) => void;
  children: ReactNode;
}

/** A real form, so that Enter and password managers work. Refusals move the focus to the first field in error, or to the summary. */
export function Form({ problems, notice, action, onSubmit, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  const hasNotice = notice != null && notice !== false;

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new refusal moves the focus, not a new drawing of the form.
  useEffect(() => {
    if (problems.length === 0) return;
    if (!focusField(problems.find(problem => problem.field)?.field)) summary.current?.focus();
  }, [problems]);

  useEffect(() => {
    if (hasNotice) form.current?.querySelector<HTMLElement>('.form-notice .notice')?.focus();
  }, [hasNotice]);

  function jumpTo(field: string) {
    return (event: MouseEvent) => {
      event.preventDefault();
      focusField(field);
    };
  }

  function focusField(field: string | undefined): boolean {
    const input = field && form.current?.elements.namedItem(field);
    if (!(input instanceof HTMLElement)) return false;
    input.focus();
    return true;
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    onSubmit(name => String(data.get(name) ?? ''));
  }

  return (
    <ProblemsContext value={problems}>
      <form ref={form} method="post" action={action} noValidate onSubmit={submit}>
        {problems.length > 0 && (
          <Notice ref={summary} tone="problem" title={<Trans>Please check this</Trans>}>
            <ul className="plain">
              {problems.map(problem => (
                <li key={problem.words}>
                  {problem.field ? (
                    <a href={`#${problem.field}`} onClick={jumpTo(problem.field)}>
                      {problem.words}
                    </a>
                  ) : (
                    problem.words
                  )}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        <div className="form-notice">{notice}</div>
        {children}
      </form>
    </ProblemsContext>
  );
}
