/**
 * Does to a page what browsers do that translate it, and puts the same words back, so that a test can compare. `wrap`
 * is Chromium's way: it replaces every text by new text inside of two `font` elements. `move` is also Firefox's and
 * Edge's: they rebuild a whole sentence, and so put what stands in it somewhere else. Runs in the page, before its own
 * scripts.
 */
export function translatePage(way: 'wrap' | 'move'): void {
  const untranslated = 'script, style, noscript, textarea, svg, [translate=no]';
  const blocks = 'p, li, h1, h2, dt, dd, label, button, a, .lead';
  const done = new WeakSet<Node>();

  function wrap(text: Text): void {
    if (done.has(text) || !/[\p{L}\p{N}]/u.test(text.data) || text.parentElement?.closest(untranslated)) return;
    const translated = new Text(text.data);
    done.add(translated);
    // These hold no elements.
    if (text.parentElement?.matches('title, option')) {
      text.replaceWith(translated);
      return;
    }
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    inner.append(translated);
    outer.append(inner);
    text.replaceWith(outer);
  }

  function move(block: Element): void {
    const inside = [...block.childNodes];
    if (inside.length < 2 || inside.some(node => node instanceof Element && node.matches('svg, ul, p, div'))) return;
    const sentence = document.createElement('font');
    sentence.append(...inside);
    block.append(sentence);
  }

  function translate(): void {
    const texts = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    while (texts.nextNode()) found.push(texts.currentNode as Text);
    for (const text of found) wrap(text);
    if (way === 'move') for (const block of document.querySelectorAll(blocks)) move(block);
    // What was changed just now is no news.
    observer.takeRecords();
  }

  const observer = new MutationObserver(translate);
  const start = () => {
    // A browser offers to translate what it shows, so the page has been hydrated.
    if (!document.documentElement?.hasAttribute('data-hydrated')) {
      requestAnimationFrame(start);
      return;
    }
    observer.observe(document, { childList: true, characterData: true, subtree: true });
    translate();
  };
  start();
}
