import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

// Writes the words of pictures into pictures/, where they are committed: 100 kB out of a package of 57 MB, which a first
// start would fetch for them. Run it when the package has a new version: node server/words/source/writePictures.ts

const { resolve } = createRequire(import.meta.url);

/** The languages without a list of words that would do for passphrases. */
export const PICTURED = ['ar', 'de', 'zh', 'zh-Hant'] as const;

/** Animals, plants, food, places, vehicles, sports, clothes and tools: neither faces nor people, gestures, flags or signs. */
const PICTURES =
  /^[\u{1F300}-\u{1F376}\u{1F37C}-\u{1F393}\u{1F3A0}-\u{1F3CE}\u{1F3D0}-\u{1F3F0}\u{1F3F8}-\u{1F43E}\u{1F451}-\u{1F463}\u{1F488}\u{1F48D}-\u{1F48E}\u{1F4A1}\u{1F4B0}-\u{1F4DE}\u{1F4E6}-\u{1F4FC}\u{1F526}-\u{1F529}\u{1F52C}-\u{1F530}\u{1F5A5}-\u{1F5DE}\u{1F680}-\u{1F6A4}\u{1F6B2}\u{1F6CB}-\u{1F6FC}\u{1F950}-\u{1F96F}\u{1F97C}-\u{1F9AE}\u{1F9B7}\u{1F9C0}-\u{1F9CB}\u{1F9E0}-\u{1F9FF}\u{1FA70}-\u{1FAAE}\u{1FAB0}-\u{1FABF}\u{1FACE}-\u{1FADC}\u{26C4}-\u{26F5}\u{2600}-\u{2604}\u{2614}\u{2615}]/u;

/** Pictures whose words no one wants to find in a suggestion: weapons, alcohol, bombs, cigarettes, coffins, medicines. */
const UNWANTED =
  /[\u{1F37A}-\u{1F37E}\u{1F52A}\u{1F52B}\u{1F5E1}\u{1F52E}\u{1F4A3}\u{1F9E8}\u{1F489}\u{1F48A}\u{1F6AC}\u{26B0}\u{26B1}\u{1FAA6}\u{1FA93}\u{1FA96}\u{1F9B7}\u{1F6D0}\u{1F54B}-\u{1F54E}\u{26EA}\u{1F6BD}\u{1FAA0}\u{1F9FB}\u{1FA78}\u{1FA79}\u{1F9A0}\u{1F384}]/u;

/**
 * The words by which people of a language find a picture, from Unicode's CLDR: most are nouns for things, and all were
 * chosen for the screens of everyone's telephone.
 */
export async function picturesInPackage(language: string): Promise<string> {
  const file = resolve(`cldr-annotations-full/annotations/${language}/annotations.json`);
  const { annotations } = JSON.parse(await readFile(file, 'utf8')) as {
    annotations: { annotations: Record<string, { default?: string[]; tts?: string[] }> };
  };
  const words = Object.entries(annotations.annotations)
    .filter(([picture]) => PICTURES.test(picture) && !UNWANTED.test(picture))
    .flatMap(([, { default: keywords = [], tts = [] }]) => [...tts, ...keywords])
    .map(word => word.toLowerCase());
  return `${[...new Set(words)].join('\n')}\n`;
}

if (import.meta.main) {
  const folder = new URL('pictures/', import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const language of PICTURED)
    await writeFile(new URL(`${language}.txt`, folder), await picturesInPackage(language));
}
