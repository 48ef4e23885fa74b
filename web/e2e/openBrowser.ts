import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Arguments of the package that are meant for a machine without room for processes, and that would loosen the browser's own rules. */
const unwanted = ['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content'];

/** Starts the Chromium that comes inside of an npm package, so that nothing needs to be installed on the machine. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumPackage.executablePath(),
    args: [...chromiumPackage.args.filter(argument => !unwanted.includes(argument)), '--lang=en-GB'],
  });
}
