import { type RefObject, useEffect } from 'react';

/** In milliseconds: long enough for the eye to follow, short enough not to wait for. */
const GLIDE_MS = 180;

/** Whatever may be moved as a piece: boxes, and not the words in them. */
const PIECES = 'div, section, form, p, ul, li, label, button';

/** What moved less is not seen to move. In CSS pixels. */
const NOTICEABLE = 1;

/**
 * Lets everything in an element, and what stands after it, glide to its new place when something among it comes, goes or changes its height,
 * such as a refusal that arrives while somebody looks at a field. Not for those who have asked for less motion, and not when the window
 * is resized.
 */
export function useGlide(container: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = container.current;
    // Browsers without it lay the page out all the same.
    if (!element || typeof ResizeObserver === 'undefined') return;
    let places = new Map<Element, number>();
    let gliding: Animation[] = [];
    let width = -1;
    // Called after the new layout is known and before it is shown.
    const observer = new ResizeObserver(() => {
      const before = places;
      const resized = width !== innerWidth;
      width = innerWidth;
      for (const glide of gliding) glide.cancel();
      places = placesOf(element);
      const still = resized || matchMedia('(prefers-reduced-motion: reduce)').matches;
      gliding = still ? [] : glide(before, places);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [container]);
}

/** How far below the top of the document each piece is laid out, outer ones first. */
function placesOf(element: HTMLElement): Map<Element, number> {
  const after = element.parentElement?.querySelectorAll(`#${element.id} ~ *`) ?? [];
  const pieces = [...element.querySelectorAll(PIECES), ...after];
  return new Map(pieces.map(piece => [piece, piece.getBoundingClientRect().top + scrollY]));
}

/** Lets each piece glide by as much as it moved and the piece around it did not. What was not there before stands still in that. */
function glide(before: Map<Element, number>, after: Map<Element, number>): Animation[] {
  const carried = new Map<Element | null | undefined, number>();
  const gliding: Animation[] = [];
  for (const [piece, place] of after) {
    const byOuter = carried.get(piece.parentElement?.closest(PIECES)) ?? 0;
    const moved = (before.get(piece) ?? place + byOuter) - place;
    carried.set(piece, moved);
    if (Math.abs(moved - byOuter) < NOTICEABLE) continue;
    const frames = [{ transform: `translateY(${moved - byOuter}px)` }, { transform: 'none' }];
    gliding.push(piece.animate(frames, { duration: GLIDE_MS, easing: 'ease-out' }));
  }
  return gliding;
}
