import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2 AA and axe's best practices. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules whose findings can differ between themes. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** What axe finds on a page, by every rule or by those of colour alone. */
export async function axeFindings(
  page: Page,
  rules: 'every rule' | 'rules of colour' = 'every rule',
): Promise<string[]> {
  // Once for each document, since the script has half a megabyte.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const runOnly =
    rules === 'every rule' ? { type: 'tag' as const, values: tags } : { type: 'rule' as const, values: rulesOfColour };
  return page.evaluate(
    async options => {
      // Axe does not judge text on a gradient. It gets the end of the gradient with the lower contrast instead.
      document.documentElement.style.background = 'var(--glow)';
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, options);
      document.documentElement.style.background = '';
      return violations.map(({ id, nodes }) => `${id} at ${nodes.map(node => node.target.join(' ')).join(', ')}`);
    },
    { runOnly, resultTypes: ['violations' as const] },
  );
}

/** Words that a phone shows on two lines, since something beside them leaves too little space. */
export async function brokenWords(page: Page): Promise<string[]> {
  const original = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 375, height: 667 });
  const broken = await page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      // Longer words may have to break, and addresses are made to.
      for (const word of (text.nodeValue ?? '').matchAll(/(?<!\S)\p{Script=Latin}{2,14}(?=[.,:;!?]?(?:\s|$))/gu)) {
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => top));
        if (lines.size > 1) found.push(word[0]);
      }
    }
    return found;
  });
  await page.setViewportSize(original);
  return broken.map(word => `breaks on a phone: ${word}`);
}

/**
 * Elements wider than the window, which would make people scroll in two directions (WCAG 2.2, 1.4.10), and boxes whose
 * content overflows.
 */
export async function tooWide(page: Page): Promise<string[]> {
  const original = page.viewportSize() ?? { width: 1280, height: 720 };
  const found: string[] = [];
  // The second is 1280 by 1024 at a zoom of 400 %.
  for (const size of [
    { width: 320, height: 640 },
    { width: 320, height: 256 },
  ]) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const sticksOut = (element: Element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && (box.right > width + 1 || box.left < -1);
      };
      const overflows = (element: Element) =>
        element.clientWidth > 1 &&
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).overflowX === 'visible';
      const isTooWide = (element: Element) => sticksOut(element) || overflows(element);
      return [...document.body.querySelectorAll(':not(.visually-hidden *)')]
        .filter(isTooWide)
        .map(element => element.outerHTML.slice(0, 80));
    });
    found.push(...wide.map(element => `too wide at ${size.width} by ${size.height}: ${element}`));
  }
  await page.setViewportSize(original);
  return found;
}

/** Controls that cannot be told from text with forced colours. */
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

/** What moves with reduced motion. A spinner may, slowly. */
export async function motion(page: Page): Promise<string[]> {
  const moving = await page.evaluate(() =>
    document.getAnimations().map(animation => (animation.effect as KeyframeEffect).target?.getAttribute('class') ?? ''),
  );
  return moving.filter(name => name !== 'spinner').map(name => `moves: ${name}`);
}
