import { bundledBrowser } from './openBrowser.ts';

/**
 * Unpacks the browser once, before all tests. Test files that start together would otherwise write and execute the same
 * file at the same time, which the kernel refuses (ETXTBSY).
 */
export default async function unpackBrowser(): Promise<void> {
  await bundledBrowser();
}
