import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/**
 * Arguments of the package that are left out. They reduce the number of processes, weaken the browser's security, or
 * emulate a graphics card, which costs several times as much as the pages.
 */
const unwanted = [
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** Starts the Chromium of an npm package, so that nothing has to be installed on the machine, with further arguments. */
export async function openBrowser(...more: readonly string[]): Promise<Browser> {
  const args = chromiumPackage.args.filter(argument => !unwanted.includes(argument));
  return chromium.launch({
    executablePath: await chromiumPackage.executablePath(),
    args: [...args, '--disable-gpu', '--lang=en-GB', ...more],
  });
}
