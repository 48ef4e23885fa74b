import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { DATA_FOLDER } from '../../config/folders.ts';
import { secretKeyFile } from '../../start/secretKey.ts';
import type { Finding } from './finding.ts';

const MEGABYTE = 1024 * 1024;
/** With less than this the database may soon fail to write. */
const MIN_FREE_MEGABYTES = 100;
const COMFORTABLE_FREE_MEGABYTES = 1024;

/** Permission bits of group and others; Windows has none. */
const OTHERS = process.platform === 'win32' ? 0 : 0o077;

/** Checks the folder of key and database, the key file, and the free space on the disk. With both elsewhere it is not used. */
export function checkDataFolder(config: Config): Finding[] {
  if (config.database.kind === 'postgresql' && config.secretKeys !== undefined) return [checkKey(config)];
  const folder = config.database.kind === 'sqlite' ? dirname(config.database.file) : resolve(DATA_FOLDER);
  return [checkFolder(folder), checkKey(config), checkRoom(folder)];
}

function checkFolder(folder: string): Finding {
  const check = 'Data folder';
  const existing = nearestExisting(folder);
  try {
    accessSync(existing, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return {
      check,
      state: 'fault',
      says: `${existing} cannot be written to`,
      advice: 'make it writable for the user that runs the server',
    };
  }
  if (existing !== folder) return { check, state: 'ok', says: `${folder} is created at the first start` };
  if ((statSync(folder).mode & OTHERS) !== 0) {
    return {
      check,
      state: 'warning',
      says: `other users of this machine can read ${folder}`,
      advice: `chmod 700 ${folder}`,
    };
  }
  return { check, state: 'ok', says: folder };
}

function checkKey(config: Config): Finding {
  const check = 'Key';
  if (config.secretKeys !== undefined) return { check, state: 'ok', says: 'SECRET_KEY is set' };
  const file = secretKeyFile(resolve(DATA_FOLDER));
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return { check, state: 'ok', says: `${file} is created at the first start` };
  if ((stats.mode & OTHERS) !== 0) {
    return {
      check,
      state: 'fault',
      says: `other users of this machine can read ${file}, and forge links with it`,
      advice: `chmod 600 ${file}; if they may have read it, delete it: links sent so far then stop working`,
    };
  }
  if (stats.size === 0) {
    return { check, state: 'fault', says: `${file} is empty`, advice: 'delete it; the next start creates a new one' };
  }
  return { check, state: 'ok', says: `only its owner can read ${file}` };
}

function checkRoom(folder: string): Finding {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  const megabytes = Math.floor((bavail * bsize) / MEGABYTE);
  const says = `${megabytes} MB are free on the disk of the data folder`;
  if (megabytes >= COMFORTABLE_FREE_MEGABYTES) return { check: 'Disk', state: 'ok', says };
  const state = megabytes < MIN_FREE_MEGABYTES ? 'fault' : 'warning';
  return { check: 'Disk', state, says, advice: 'free some space, or move the data to a larger disk' };
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
