import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { DATA_FOLDER } from '../../config/folders.ts';
import type { Finding } from './finding.ts';

const MEGABYTE = 1024 * 1024;
/** A database that cannot grow loses what it was about to promise. */
const LEAST_FREE_MEGABYTES = 100;
const COMFORTABLE_FREE_MEGABYTES = 1024;

/** Permission bits of everybody but the owner; Windows keeps none. */
const OTHERS = process.platform === 'win32' ? 0 : 0o077;

/** Looks at the folder that holds the key and the database, at the key file, and at the room on the disk. */
export function checkDataFolder(config: Config): Finding[] {
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
      advice: 'give it to the user that runs the server',
    };
  }
  if (existing !== folder) return { check, state: 'ok', says: `${folder} is made at the first start` };
  if ((statSync(folder).mode & OTHERS) !== 0) {
    return {
      check,
      state: 'warning',
      says: `other users of this machine can look into ${folder}`,
      advice: `chmod 700 ${folder}`,
    };
  }
  return { check, state: 'ok', says: folder };
}

function checkKey(config: Config): Finding {
  const check = 'Key';
  if (config.secretKeys !== undefined) return { check, state: 'ok', says: 'SECRET_KEY is set' };
  const file = join(resolve(DATA_FOLDER), 'secret-key');
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return { check, state: 'ok', says: `${file} is made at the first start` };
  if ((stats.mode & OTHERS) !== 0) {
    return {
      check,
      state: 'fault',
      says: `other users of this machine can get at ${file}, and with it make links`,
      advice: `chmod 600 ${file}; if they may have read it, delete it: links that are out are then worthless`,
    };
  }
  if (stats.size === 0) {
    return { check, state: 'fault', says: `${file} is empty`, advice: 'delete it; the next start makes a new one' };
  }
  return { check, state: 'ok', says: `${file} is its owner's alone` };
}

function checkRoom(folder: string): Finding {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  const megabytes = Math.floor((bavail * bsize) / MEGABYTE);
  const says = `${megabytes} MB are free where the data is kept`;
  if (megabytes >= COMFORTABLE_FREE_MEGABYTES) return { check: 'Disk', state: 'ok', says };
  const state = megabytes < LEAST_FREE_MEGABYTES ? 'fault' : 'warning';
  return { check: 'Disk', state, says, advice: 'make room, or move the data to a larger disk' };
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
