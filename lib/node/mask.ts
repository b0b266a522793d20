/** Replaces secrets in a text by `***`. */
export type Mask = (text: string) => string;

const PEM =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
/** Shorter values would also hit innocent text. */
const SHORTEST = 8;

/**
 * A mask for these values in the forms in which they can turn up: as they are, base64 (also of the decoded value, where
 * the value is base64 itself) and hex, and each longer line of a value of many lines. Whole private keys go in any case.
 */
export function maskOf(secrets: readonly string[]): Mask {
  const all = secrets.flatMap(formsOf).map((form) => form.trim());
  const forms = [...new Set(all)].filter((form) => form.length >= SHORTEST);
  // Longest first, so that no part of a longer form is left.
  forms.sort((a, b) => b.length - a.length);
  return (text) =>
    forms.reduce((masked, form) => masked.replaceAll(form, "***"), text.replace(PEM, "***"));
}

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

function isBase64(text: string): boolean {
  return text.length >= 16 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
