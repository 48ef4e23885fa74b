import { type FormEvent, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { useRouter } from 'wouter';
import { Notice } from './Notice.tsx';
import { RefusedContext } from './Page.tsx';
import { type Problem, ProblemsContext } from './problems.ts';

interface FormProps {
  /** Why the latest attempt was refused. */
  readonly problems: readonly Problem[];
  /** Whether a problem of the latest attempt has been fixed since; asked for problems that name a rule. */
  readonly isFixed?: ((problem: Pick<Problem, 'rule'>) => boolean) | undefined;
  /** Shown above the fields, such as why a request failed. */
  readonly notice?: ReactNode;
  /** What the notice is about. Whenever that changes, the notice takes the focus. */
  readonly noticeAbout?: unknown;
  /** Where a browser without JavaScript would send the form: the page's own path, never a query. */
  readonly action: string;
  readonly onSubmit: (values: (name: string) => string) => void;
  readonly children: ReactNode;
}

/**
 * A form. Enter and password managers work. A problem stands at its field, and one of the whole form above. After a
 * rejected attempt the focus moves to the first field in error, to where the person goes on, or to the problem above.
 */
export function Form({ problems, isFixed, notice, noticeAbout, action, onSubmit, children }: FormProps) {
  const { base } = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const above = useRef<HTMLDivElement>(null);
  const [attempt, setAttempt] = useState({ problems, number: 0 });
  const [filled, setFilled] = useState<readonly string[]>([]);
  if (attempt.problems !== problems) {
    setAttempt({ problems, number: attempt.number + 1 });
    setFilled([]);
  }
  const judged = problems.map(({ text, ...problem }) => ({
    ...problem,
    text: text(),
    fixed: hasBeenFixed(problem),
    attempt: attempt.number,
  }));
  const ofWholeForm = judged.find(problem => !problem.field);
  const refused = judged.some(problem => !problem.fixed);
  const markRefused = useContext(RefusedContext);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new rejection moves the focus, not a new render.
  useEffect(() => {
    if (problems.length === 0) return;
    const goOnAt = problems.find(problem => problem.goOnAt)?.goOnAt;
    if (goOnAt && focusField(goOnAt)) form.current?.querySelector<HTMLInputElement>(`#${goOnAt}`)?.select();
    else if (!focusField(problems.find(problem => problem.field)?.field)) above.current?.focus();
  }, [problems]);

  useEffect(() => {
    markRefused(refused);
    return () => markRefused(false);
  }, [markRefused, refused]);

  useEffect(() => {
    if (noticeAbout) form.current?.querySelector<HTMLElement>('.form-notice .notice')?.focus();
  }, [noticeAbout]);

  function hasBeenFixed(problem: Omit<Problem, 'text'>): boolean {
    if (problem.missing) return filled.includes(problem.field ?? '');
    return problem.rule !== undefined && isFixed?.(problem) === true;
  }

  function focusField(field: string | undefined): boolean {
    const input = field && form.current?.elements.namedItem(field);
    if (!(input instanceof HTMLElement)) return false;
    input.focus();
    return true;
  }

  /** Keeps which of the fields that were found empty have been filled in since. */
  function updateFilled({ currentTarget }: FormEvent<HTMLFormElement>) {
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
      <form ref={form} method="post" action={base + action} noValidate onSubmit={submit} onInput={updateFilled}>
        <noscript>
          {/* Enter does what the first button does: nothing, since only scripts can send the form. */}
          <button type="submit" disabled hidden />
        </noscript>
        {ofWholeForm && (
          <Notice
            key={attempt.number}
            ref={above}
            tone="problem"
            title={<span key={ofWholeForm.text}>{ofWholeForm.text}</span>}
          />
        )}
        <div className="form-notice">{notice}</div>
        {children}
      </form>
    </ProblemsContext>
  );
}
