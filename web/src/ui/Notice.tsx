import type { ReactNode, Ref } from 'react';
import './notice.css';
import { Icon } from './Icon.tsx';

const icons = { problem: 'alert', success: 'check', wait: 'clock' } as const;

interface NoticeProps {
  tone: keyof typeof icons;
  title: ReactNode;
  /** What the title may turn into, or was before: its room is kept, so that nothing below moves when it changes. */
  otherTitle?: ReactNode;
  children?: ReactNode;
  /** Whether it is left to other words to announce what it says. */
  silent?: boolean;
  /** Given when the notice takes the focus itself. */
  ref?: Ref<HTMLDivElement> | undefined;
}

/** A few words set apart. It is announced when it appears, problems at once and everything else politely. */
export function Notice({ tone, title, otherTitle, children, silent = false, ref }: NoticeProps) {
  const role = tone === 'problem' ? 'alert' : 'status';
  return (
    <div ref={ref} className="notice" data-tone={tone} role={silent ? undefined : role} tabIndex={-1}>
      <Icon name={icons[tone]} />
      <div className="notice-body">
        <p className="notice-title">
          <span>{title}</span>
          {otherTitle && (
            <span className="unseen" aria-hidden="true">
              {otherTitle}
            </span>
          )}
        </p>
        {children}
      </div>
    </div>
  );
}
