import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2 AA, and what is good practice besides. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules whose findings may be others in another theme; all others look at the same document. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** What axe objects to on a page, by every rule or by those of colour alone. */
export async function axeFindings(
  page: Page,
  rules: 'every rule' | 'rules of colour' = 'every rule',
): Promise<string[]> {
  // Once for each document: it is half a megabyte of script.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const runOnly =
    rules === 'every rule' ? { type: 'tag' as const, values: tags } : { type: 'rule' as const, values: rulesOfColour };
  return page.evaluate(
    async options => {
      // Axe does not judge words on a gradient, so they stand on that end of it which is nearer to the words' own colour.
      document.documentElement.style.background = 'var(--glow)';
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, options);
      document.documentElement.style.background = '';
      return violations.map(({ id, nodes }) => `${id} at ${nodes.map(node => node.target.join(' ')).join(', ')}`);
    },
    { runOnly, resultTypes: ['violations' as const] },
  );
}

/**
 * Whatever is wider than the window, so that one would have to scroll in two directions (WCAG 2.2, 1.4.10), and boxes that their words run
 * out of.
 */
export async function tooWide(page: Page): Promise<string[]> {
  const usual = page.viewportSize() ?? { width: 1280, height: 720 };
  const found: string[] = [];
  // The second is what is left of 1280 by 1024 when it is zoomed to 400 %.
  for (const size of [
    { width: 320, height: 640 },
    { width: 320, height: 256 },
  ]) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const reaches = (element: Element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && (box.right > width + 1 || box.left < -1);
      };
      const spills = (element: Element) =>
        element.clientWidth > 1 &&
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).overflowX === 'visible';
      const isTooWide = (element: Element) => reaches(element) || spills(element);
      return [...document.body.querySelectorAll('*')].filter(isTooWide).map(element => element.outerHTML.slice(0, 80));
    });
    found.push(...wide.map(element => `too wide at ${size.width} by ${size.height}: ${element}`));
  }
  await page.setViewportSize(usual);
  return found;
}

/** Controls that cannot be told from words once the system has taken the colours away. */
export async function lostInForcedColours(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  const borderless = await page.evaluate(() =>
    [...document.querySelectorAll('main .button, main .input')]
      .filter(element => Number.parseFloat(getComputedStyle(element).borderTopWidth) < 1)
      .map(element => `no border with forced colours: ${element.className}`),
  );
  await page.emulateMedia({ forcedColors: 'none' });
  return borderless;
}

/** What moves although the reader has asked for no motion; a spinner may, slowly. */
export async function motion(page: Page): Promise<string[]> {
  const moving = await page.evaluate(() =>
    document.getAnimations().map(animation => (animation.effect as KeyframeEffect).target?.getAttribute('class') ?? ''),
  );
  return moving.filter(name => name !== 'spinner').map(name => `moves: ${name}`);
}
