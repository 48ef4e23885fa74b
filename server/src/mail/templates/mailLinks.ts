import { escapeHtml } from '../../domain/escapeHtml.ts';
import type { Part } from './compileTemplate.ts';
import type { FaultAt } from './templateFaults.ts';

/** What no one sees, or what no mail client follows. */
const OUT_OF_SIGHT =
  /<!--[\s\S]*?-->|<(style|script|title|template|noscript)\b[\s\S]*?<\/\1\s*>|<!\[CDATA\[[\s\S]*?\]\]>/gi;

const HREF = /<a\s(?:[^<>]*?\s)?href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))/gi;

/** Whether a reader of the text can follow the link. */
export function textHasLink(text: string, link: string): boolean {
  return text.split(/[\s<>]+/).includes(link);
}

/** Whether a reader of the HTML can follow the link: it is where an `<a>` leads, or stands written out. */
export function htmlHasLink(html: string, link: string): boolean {
  const visible = html.replace(OUT_OF_SIGHT, ' ');
  const escaped = escapeHtml(link);
  const hrefs = [...visible.matchAll(HREF)].map(([, double, single, bare]) => (double ?? single ?? bare ?? '').trim());
  return hrefs.includes(escaped) || textHasLink(visible.replace(/<[^<>]*>/g, ' '), escaped);
}

/**
 * Finds links with something beside them: mail clients take a full stop, or anything else that touches a link, for a
 * part of it. White space, angle brackets (RFC 3986, appendix C) and, in HTML, quotes may touch it.
 */
export function touchedLinks(source: string, links: readonly string[], part: Part): FaultAt[] {
  const beside = part === 'txt' ? String.raw`\s<>` : String.raw`\s<>"'=`;
  const names = links.join('|');
  const touched = new RegExp(
    `(?<![${beside}]|\\{\\{[#/]\\w+\\}\\}|^)\\{\\{(${names})\\}\\}|\\{\\{(${names})\\}\\}(?![${beside}]|\\{\\{[#/]|$)`,
    'g',
  );
  return [...source.matchAll(touched)].map(({ 1: before, 2: after, index }) => ({
    says: `{{${before ?? after}}} is touched by what stands beside it, and mail clients would take that for a part of the link; put white space there`,
    at: index,
  }));
}
