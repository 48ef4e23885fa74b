import type { TransRenderProps } from '@lingui/react';
import { Children, isValidElement, type ReactNode } from 'react';

/**
 * What every `Trans` and `Plural` renders: an element of its own, which is replaced as a whole when its words change.
 * A browser that translates the page replaces the texts inside, so React must neither change nor remove those.
 */
export function Sentence({ translation }: TransRenderProps) {
  return <span key={wordsOf(translation)}>{translation}</span>;
}

function wordsOf(node: ReactNode): string {
  const words = Children.map(node, part =>
    isValidElement<{ children?: ReactNode }>(part) ? wordsOf(part.props.children) : String(part ?? ''),
  );
  return words?.join(' ') ?? '';
}
