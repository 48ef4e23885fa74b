import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Makes the check of X-Rekey-Service-Key against SERVICE_KEYS. It takes the same time for every wrong key, of any
 * length and with anything in common with a right one.
 */
export function serviceKeyCheck(serviceKeys: readonly string[]): (given: string) => boolean {
  const digests = serviceKeys.map(digestOf);
  return given => {
    const digest = digestOf(given);
    // Every key is compared, so that the time does not tell which one it is.
    return digests.map(ours => timingSafeEqual(ours, digest)).includes(true);
  };
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
