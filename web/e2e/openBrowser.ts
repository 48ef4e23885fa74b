import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/**
 * Arguments of the package that are left out. They put pages into the process of the browser, weaken its security, or
 * emulate a graphics card, which costs several times as much as the pages.
 */
const unwanted = [
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--ignore-gpu-blocklist',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** With them, the first page of a new browser profile takes a fifth less processor time. */
const FEWER_PROCESSES = ['--renderer-process-limit=1', '--in-process-gpu'];

/** The package holds Chromium for Linux on x64. TEST_BROWSER names another program, which is used in its place. */
const bundled = process.env.TEST_BROWSER === undefined && process.platform === 'linux' && process.arch === 'x64';

/** Unpacks the browser of the package, if it is used. */
export async function bundledBrowser(): Promise<string | undefined> {
  return bundled ? chromiumPackage.executablePath() : undefined;
}

/**
 * Starts the Chromium of an npm package, so that nothing has to be installed on the machine, with further arguments.
 * Where it does not fit, starts the program that TEST_BROWSER names, or Chrome where it is installed.
 */
export async function openBrowser(...more: readonly string[]): Promise<Browser> {
  const executablePath = (await bundledBrowser()) ?? process.env.TEST_BROWSER;
  const args = bundled ? chromiumPackage.args.filter(argument => !unwanted.includes(argument)) : [];
  return chromium.launch({
    ...(executablePath === undefined ? { channel: 'chrome' } : { executablePath }),
    args: [...args, ...FEWER_PROCESSES, '--disable-gpu', '--lang=en-GB', ...more],
  });
}
