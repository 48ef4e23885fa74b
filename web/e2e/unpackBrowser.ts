import chromiumPackage from '@sparticuz/chromium';

/**
 * Run once before all browser tests. The package unpacks its browser at the first use, and test files that start together would write and start
 * the same file at the same time, which the kernel refuses (ETXTBSY).
 */
export default async function unpackBrowser(): Promise<void> {
  await chromiumPackage.executablePath();
}
