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
    let places = new Map<HTMLElement, number>();
    let width = -1;
    // Called after the new layout is known and before it is shown.
    const observer = new ResizeObserver(() => {
      const before = places;
      const resized = width !== innerWidth;
      width = innerWidth;
      places = placesOf(element);
      if (!resized && !matchMedia('(prefers-reduced-motion: reduce)').matches) glide(before, places);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [container]);
}

/** How far below the top of the document each piece is laid out, outer ones first. */
function placesOf(element: HTMLElement): Map<HTMLElement, number> {
  const after = element.parentElement?.querySelectorAll<HTMLElement>(`#${element.id} ~ *`) ?? [];
  const pieces = [...element.querySelectorAll<HTMLElement>(PIECES), ...after];
  return new Map(pieces.map(piece => [piece, placeOf(piece)]));
}

/** Where it is laid out, wherever a glide may show it at the moment. */
function placeOf(piece: HTMLElement): number {
  const outer = piece.offsetParent;
  return piece.offsetTop + (outer instanceof HTMLElement ? outer.clientTop + placeOf(outer) : 0);
}

/** Lets each piece glide by as much as it moved and the piece around it did not. What was not there before stands still in that. */
function glide(before: Map<HTMLElement, number>, after: Map<HTMLElement, number>): void {
  const carried = new Map<Element | null | undefined, number>();
  for (const [piece, place] of after) {
    const byOuter = carried.get(piece.parentElement?.closest(PIECES)) ?? 0;
    const moved = (before.get(piece) ?? place + byOuter) - place;
    carried.set(piece, moved);
    if (Math.abs(moved - byOuter) < NOTICEABLE) continue;
    const frames = [{ transform: `translateY(${moved - byOuter}px)` }, { transform: 'none' }];
    // Added to what is left of an earlier glide.
    piece.animate(frames, { duration: GLIDE_MS, easing: 'ease-out', composite: 'add' });
  }
}
