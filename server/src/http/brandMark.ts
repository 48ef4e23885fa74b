import { crc32, deflateSync } from 'node:zlib';
import { brandColours, channelsOf } from '../domain/brandColours.ts';

/** The side of the grid that the mark is drawn on, and its shapes there. */
const GRID = 32;
const CORNER = 9;
const LINE = 2.75;
const HEAD = { x: 16, y: 11.75, radius: 4.75 };
const SHAFT = { x: 16, from: 17, to: 25.5 };
const TOOTH = { y: 21.5, from: 16, to: 20 };

/** A key in a tile of the brand's colour, as a vector and as pixels. */
export interface BrandMark {
  readonly svg: string;
  /** As a PNG with this many pixels on each side. Phones cut the corners of a square tile themselves. */
  png(size: number, tile: 'square' | 'rounded'): Buffer;
}

/** Draws the mark in a colour of the form `#rrggbb`. */
export function brandMark(colour: string): BrandMark {
  const { onBrand } = brandColours(colour);
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${GRID} ${GRID}" fill="none" stroke="${onBrand}" stroke-width="${LINE}">
  <rect width="${GRID}" height="${GRID}" rx="${CORNER}" fill="${colour}" stroke="none"/>
  <path d="M${SHAFT.x} ${SHAFT.from}V${SHAFT.to}M${TOOTH.from} ${TOOTH.y}H${TOOTH.to}" stroke-linecap="round"/>
  <circle cx="${HEAD.x}" cy="${HEAD.y}" r="${HEAD.radius}"/>
</svg>`,
    png: (size, tile) => pngOf(size, pixelsOf(size, channelsOf(colour), channelsOf(onBrand), tile)),
  };
}

/** Red, green, blue and opacity of every pixel. Its distance from an edge says how much of a pixel a shape covers. */
function pixelsOf(size: number, ground: readonly number[], key: readonly number[], tile: 'square' | 'rounded'): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  const covered = (distance: number) => Math.min(1, Math.max(0, 0.5 - (distance * size) / GRID));
  for (let at = 0; at < size * size; at += 1) {
    const x = (((at % size) + 0.5) * GRID) / size;
    const y = ((Math.floor(at / size) + 0.5) * GRID) / size;
    const share = covered(fromKey(x, y));
    for (let channel = 0; channel < 3; channel += 1) {
      pixels[at * 4 + channel] = Math.round((ground[channel] ?? 0) * (1 - share) + (key[channel] ?? 0) * share);
    }
    pixels[at * 4 + 3] = tile === 'square' ? 255 : Math.round(255 * covered(fromTile(x, y)));
  }
  return pixels;
}

/** How far a point is outside of the tile; negative inside. */
function fromTile(x: number, y: number): number {
  const [beyondX = 0, beyondY = 0] = [x, y].map(at => Math.max(0, Math.abs(at - GRID / 2) - GRID / 2 + CORNER));
  return Math.hypot(beyondX, beyondY) - CORNER;
}

/** How far a point is outside of the lines of the key; negative inside. */
function fromKey(x: number, y: number): number {
  const between = (at: number, { from, to }: { from: number; to: number }) => at - Math.min(to, Math.max(from, at));
  const distances = [
    Math.abs(Math.hypot(x - HEAD.x, y - HEAD.y) - HEAD.radius),
    Math.hypot(x - SHAFT.x, between(y, SHAFT)),
    Math.hypot(between(x, TOOTH), y - TOOTH.y),
  ];
  return Math.min(...distances) - LINE / 2;
}

/** Pixels as a PNG (RFC 2083): eight bits for each of four channels, no filter. */
function pngOf(size: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8);
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row += 1)
    pixels.copy(rows, row * (size * 4 + 1) + 1, row * size * 4, (row + 1) * size * 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

/** A PNG of this size, below 256, as an icon file of one picture. */
export function icoOf(png: Buffer, size: number): Buffer {
  const header = Buffer.alloc(22);
  header.set([0, 0, 1, 0, 1, 0, size, size, 0, 0, 1, 0, 32, 0]);
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, png]);
}
