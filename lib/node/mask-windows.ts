import { utils } from "ssh2";
import { narrow, type View } from "./mask-views";

/** Fewer different characters make no secret: addresses and zeros in a dump are no part of one. */
const LEAST_VARIETY = 4;

/** Short pieces of secrets in one way of writing. A text that holds one holds a part of a secret. */
export class Windows {
  private readonly pieces = new Set<string>();
  /** Whether a piece begins with these four characters, by a number made from them: most of a text is told by that. */
  private readonly beginnings = new Uint8Array(1 << 16);

  /** Of spellings only the pieces that `counts` takes. */
  constructor(
    private readonly length: number,
    private readonly counts: (piece: string) => boolean = () => true,
  ) {}

  /** All pieces of a spelling, one byte for each character. */
  add(spelling: string): void {
    for (let at = 0; at + this.length <= spelling.length; at += 1) {
      const piece = spelling.slice(at, at + this.length);
      if (new Set(piece.replaceAll("\x01", "")).size < LEAST_VARIETY) continue;
      if (!this.counts(piece)) continue;
      this.pieces.add(piece);
      this.beginnings[beginning(Buffer.from(piece, "latin1"), 0)] = 1;
    }
  }

  /** What may be shown. */
  remove(spelling: string): void {
    for (let at = 0; at + this.length <= spelling.length; at += 1)
      this.pieces.delete(spelling.slice(at, at + this.length));
  }

  /** Marks in `hidden` what belongs to a piece. */
  find({ chars, from, to }: View, hidden: Uint8Array): void {
    if (this.pieces.size === 0) return;
    const bytes = Buffer.from(chars.buffer, chars.byteOffset, chars.length);
    for (let at = 0; at + this.length <= bytes.length; at += 1)
      if (
        this.beginnings[beginning(bytes, at)] === 1 &&
        this.pieces.has(bytes.toString("latin1", at, at + this.length))
      )
        hidden.fill(1, from[at], to[at + this.length - 1]);
  }
}

function beginning(bytes: Buffer, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return (((a * 31 + b) * 31 + c) * 31 + d) & 0xffff;
}

/** Six bytes of a secret may be read, and so much of a text that it could be a word of it. */
export class SecretWindows {
  readonly text = new Windows(12);
  readonly base64 = new Windows(8);
  readonly hex = new Windows(12);
  readonly bytes = new Windows(6);
  /** Without those that can be read as words: six letters of a text are no part of a secret yet. */
  readonly mixed = new Windows(6, (piece) => /[^\t\n\r -~]/.test(piece));

  constructor(secrets: readonly string[]) {
    for (const secret of secrets) this.addSecret(secret.trim());
    for (const secret of secrets) this.removePublic(secret);
  }

  private addSecret(secret: string): void {
    // The frame of a private key is known to everybody.
    const lines = secret.split("\n").filter((line) => !line.startsWith("-----"));
    this.addBytes(Buffer.from(lines.join("\n")));
    const solid = lines.join("").replace(/\s/g, "");
    if (isBase64(solid)) this.addBytes(Buffer.from(solid, "base64"));
  }

  private addBytes(raw: Buffer): void {
    this.text.add(narrowed(raw.toString("utf8").replace(/\s/g, "")));
    for (const shift of [0, 1, 2]) {
      // As it is written in the middle of something longer; characters that hold bits of the neighbours are left out.
      const padded = Buffer.concat([Buffer.alloc(shift), raw])
        .toString("base64")
        .replace(/=+$/, "");
      const rest = (raw.length + shift) % 3;
      this.base64.add(padded.slice(shift === 0 ? 0 : shift + 1, rest === 0 ? undefined : -1));
    }
    this.bytes.add(raw.toString("latin1"));
    this.mixed.add(raw.toString("latin1"));
    this.hex.add(raw.toString("hex"));
    for (const size of [2, 4, 8]) this.addWords(raw, size);
  }

  /** Words of several bytes, the lowest first, as `od -x` and `hexdump` print them. */
  private addWords(raw: Buffer, size: number): void {
    for (let start = 0; start < size; start += 1) {
      const count = Math.max(0, Math.ceil((raw.length - start) / size));
      const part = Buffer.alloc(count * size); // the last word is filled up with zeros
      part.set(raw.subarray(start));
      for (let at = 0; at < part.length; at += size) part.subarray(at, at + size).reverse();
      this.hex.add(part.toString("hex"));
    }
  }

  /** Inside a private key lies the public one, which messages show. */
  private removePublic(secret: string): void {
    const key = utils.parseKey(secret);
    if (key instanceof Error) return;
    const shown = key.getPublicSSH().toString("base64");
    this.text.remove(shown);
    this.base64.remove(shown);
  }
}

function narrowed(text: string): string {
  return Buffer.from(
    Uint8Array.from(text.split(""), (char) => narrow(char.charCodeAt(0))),
  ).toString("latin1");
}

export function isBase64(text: string): boolean {
  return text.length >= 16 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
