import { gzipSync } from "node:zlib";

/** Nova takes 65,535 bytes of base64; other sites take more. */
export const MAX_USER_DATA_BYTES = 49_149;

/** What cloud-init reads as if it were the text. The same text gives the same bytes: no time, no name of a system. */
export function gzipped(content: string | Buffer): Buffer {
  const bytes = gzipSync(content, { level: 9 });
  bytes[9] = 255;
  return bytes;
}

/** Whether a user data text goes as it is. One that was short enough once stays as it was: its machine need not be made anew. */
export function fitsAsItIs(text: string): boolean {
  return Buffer.byteLength(text) <= MAX_USER_DATA_BYTES;
}

/** The least room that a user data text can take: a site with little of it gets a long one compressed. */
export function leastBytes(text: string): number {
  return Math.min(Buffer.byteLength(text), gzipped(text).length);
}
