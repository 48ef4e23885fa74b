import { Children, type ReactNode } from 'react';

interface FactsProps {
  readonly id?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A paragraph of facts with dots between them. No dot is shown at the end of a line. */
export function Facts({ id, className = '', children }: FactsProps) {
  return (
    <p id={id} className={`facts-line ${className}`}>
      {Children.toArray(children).map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the facts keep their places.
        <span key={index}>
          {index > 0 && <span className="dot"> · </span>}
          {fact}
        </span>
      ))}
    </p>
  );
}
