import type { ReactNode, Ref } from 'react';
import './notice.css';
import { Icon } from './Icon.tsx';

const icons = { problem: 'alert', success: 'check', wait: 'clock' } as const;

interface NoticeProps {
  tone: keyof typeof icons;
  title: ReactNode;
  children?: ReactNode;
  /** Given when the notice takes the focus itself. */
  ref?: Ref<HTMLDivElement> | undefined;
}

/** A few words set apart. It is announced when it appears, problems at once and everything else politely. */
export function Notice({ tone, title, children, ref }: NoticeProps) {
  return (
    <div ref={ref} className="notice" data-tone={tone} role={tone === 'problem' ? 'alert' : 'status'} tabIndex={-1}>
      <Icon name={icons[tone]} />
      <div className="notice-body">
        <p className="notice-title">{title}</p>
        {children}
      </div>
    </div>
  );
}
