import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { ErrorSummary } from './ErrorSummary.tsx';
import { type Problem, ProblemsContext } from './problems.ts';

interface FormProps {
  /** What was refused about the latest attempt. */
  problems: readonly Problem[];
  /** Whether what was typed since the latest attempt no longer has one of its faults; asked for those that name a rule. */
  isMended?: ((problem: Problem) => boolean) | undefined;
  /** Shown above the fields, such as what stood in the way of sending. */
  notice?: ReactNode;
  /** What the notice speaks of. Whenever that is something else, the notice takes the focus. */
  noticeAbout?: unknown;
  /** Where a browser without JavaScript would send the form: the page's own address, never a query. */
  action: string;
  onSubmit: (values: (name: string) => string) => void;
  children: ReactNode;
}

/** A real form, so that Enter and password managers work. Refusals move the focus to the first field in error, or to the summary. */
export function Form({ problems, isMended, notice, noticeAbout, action, onSubmit, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  const [attempt, setAttempt] = useState({ problems, number: 0 });
  const [filled, setFilled] = useState<readonly string[]>([]);
  if (attempt.problems !== problems) {
    setAttempt({ problems, number: attempt.number + 1 });
    setFilled([]);
  }
  const judged = problems.map(problem => ({ ...problem, mended: hasBeenMended(problem) }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new refusal moves the focus, not a new drawing of the form.
  useEffect(() => {
    if (problems.length === 0) return;
    if (!focusField(problems.find(problem => problem.field)?.field)) summary.current?.focus();
  }, [problems]);

  useEffect(() => {
    if (noticeAbout) form.current?.querySelector<HTMLElement>('.form-notice .notice')?.focus();
  }, [noticeAbout]);

  function hasBeenMended(problem: Problem): boolean {
    if (problem.missing) return filled.includes(problem.field ?? '');
    return problem.rule !== undefined && isMended?.(problem) === true;
  }

  function focusField(field: string | undefined): boolean {
    const input = field && form.current?.elements.namedItem(field);
    if (!(input instanceof HTMLElement)) return false;
    input.focus();
    return true;
  }

  /** Takes note of which of the fields that were found empty have something in them by now. */
  function noteInput({ currentTarget }: FormEvent<HTMLFormElement>) {
    if (!problems.some(problem => problem.missing)) return;
    const values = new FormData(currentTarget);
    setFilled([...values.keys()].filter(name => values.get(name) !== ''));
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    onSubmit(name => String(data.get(name) ?? ''));
  }

  return (
    <ProblemsContext value={judged}>
      <form ref={form} method="post" action={action} noValidate onSubmit={submit} onInput={noteInput}>
        {judged.length > 0 && <ErrorSummary key={attempt.number} ref={summary} problems={judged} onJump={focusField} />}
        <div className="form-notice">{notice}</div>
        {children}
      </form>
    </ProblemsContext>
  );
}
