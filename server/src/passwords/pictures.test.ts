import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PICTURED, picturesInPackage } from '../../words/source/writePictures.ts';

it.each(PICTURED)('has the words of pictures that the package of CLDR holds, in %s', async language => {
  const committed = new URL(`../../words/source/pictures/${language}.txt`, import.meta.url);
  expect(await readFile(committed, 'utf8')).toBe(await picturesInPackage(language));
});
