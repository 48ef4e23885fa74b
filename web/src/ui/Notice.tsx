import type { ReactNode, Ref } from 'react';
import './notice.css';
import { Icon } from './Icon.tsx';

const icons = { problem: 'alert', success: 'check', wait: 'clock' } as const;

interface NoticeProps {
  readonly tone: keyof typeof icons;
  readonly title: ReactNode;
  /** The title before or after a change. Its space is kept, so that nothing below moves when the title changes. */
  readonly otherTitle?: ReactNode;
  readonly children?: ReactNode;
  /** Whether it is not announced, because something else is. */
  readonly silent?: boolean;
  /** For a caller that moves the focus to the notice. */
  readonly ref?: Ref<HTMLDivElement> | undefined;
}

/** A message set apart from the text. It is announced when it appears: problems at once, everything else politely. */
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
