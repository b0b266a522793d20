import {
  base64View,
  byteViews,
  dumpView,
  hexView,
  mixedView,
  textView,
  unescaped,
} from "./mask-views";
import { isBase64, SecretWindows } from "./mask-windows";

/** Replaces secrets in a text by `***`. */
export type Mask = (text: string) => string;

const PEM =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
/** Shorter values would also hit innocent text. */
const SHORTEST = 8;

/**
 * A mask for these values and for parts of them, in the forms in which they can turn up: as they are, in JSON and URLs,
 * base64 of either alphabet (also of the decoded value, where the value is base64 itself) and hexadecimal, octal or decimal
 * dumps; broken into lines and groups anywhere; bytes with those escaped that can't be printed (`b'a\x1b'`, `\033`). Whole private keys go in any case. A part of fewer than six bytes stays.
 */
export function maskOf(secrets: readonly string[]): Mask {
  const all = secrets.flatMap(formsOf).map((form) => form.trim());
  const forms = [...new Set(all)].filter((form) => form.length >= SHORTEST);
  // Longest first, so that no part of a longer form is left.
  forms.sort((a, b) => b.length - a.length);
  const windows = new SecretWindows(secrets);
  return (text) =>
    hideParts(
      forms.reduce((masked, form) => masked.replaceAll(form, "***"), text.replace(PEM, "***")),
      windows,
    );
}

/** The forms of the whole value: those of short or monotonous ones have no parts. */
function formsOf(secret: string): string[] {
  const value = secret.trim();
  const lines = value.split("\n").map((line) => line.trim());
  const bodies = lines.length > 1 ? lines.filter((line) => !line.startsWith("-----")) : [];
  const raws = [secret, value, `${value}\n`].map((text) => Buffer.from(text));
  if (isBase64(value)) raws.push(Buffer.from(value, "base64"));
  return [value, ...bodies, ...raws.flatMap(encodings)];
}

function encodings(raw: Buffer): string[] {
  const hex = raw.toString("hex");
  const base64 = raw.toString("base64");
  // Without padding it is also found in the middle of a longer text.
  return [
    raw.toString("utf8"),
    base64,
    base64.replace(/=+$/, ""),
    raw.toString("base64url"),
    hex,
    hex.toUpperCase(),
  ];
}

function hideParts(
  text: string,
  { text: words, base64, hex, bytes, mixed }: SecretWindows,
): string {
  const hidden = new Uint8Array(text.length);
  for (const source of [text, unescaped(text)]) {
    words.find(textView(source), hidden);
    base64.find(base64View(source), hidden);
    hex.find(hexView(source), hidden);
  }
  mixed.find(mixedView(unescaped(text)), hidden);
  hex.find(dumpView(text), hidden);
  for (const view of byteViews(text)) bytes.find(view, hidden);
  return replaced(text, hidden);
}

/** Each hidden stretch of a line as one `***`: lines stay lines. */
function replaced(text: string, hidden: Uint8Array): string {
  let shown = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (hidden[at] === 0 || char === "\n") shown += char;
    else if (hidden[at - 1] !== 1 || text.charAt(at - 1) === "\n") shown += "***";
  }
  return shown;
}
