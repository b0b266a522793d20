/** Holds a character that base64 has not, so no encoded part can contain it. */
const BOUNDARY = "=_slipway_part_=";

/**
 * Several cloud-init texts as one, in order. cloud-init finds out each one's format by its first line.
 *
 * Texts that are multipart messages themselves go in as they are, the others as base64.
 */
export function combineUserData(texts: readonly string[]): string {
  const parts = texts.map(
    (text) => `--${BOUNDARY}\n${isMultipart(text) ? nested(text) : encoded(text)}\n`,
  );
  return `Content-Type: multipart/mixed; boundary="${BOUNDARY}"\nMIME-Version: 1.0\n\n${parts.join("")}--${BOUNDARY}--\n`;
}

/** Whether a text is a multipart message. */
export function isMultipart(text: string): boolean {
  const head = headOf(text);
  return (
    /^[A-Za-z-]+:/.test(head) &&
    /^mime-version:/im.test(head) &&
    /^content-type:\s*multipart\//im.test(head)
  );
}

/** Whether a text can be a part: it must not end the parts by itself. */
export function canBePart(text: string): boolean {
  return !text.includes(BOUNDARY);
}

function headOf(text: string): string {
  return text.trimStart().split(/\r?\n\r?\n/, 1)[0] ?? "";
}

function nested(text: string): string {
  return text.trimStart();
}

function encoded(text: string): string {
  const lines =
    Buffer.from(text)
      .toString("base64")
      .match(/.{1,76}/g) ?? [];
  const head = ['Content-Type: text/plain; charset="utf-8"', "Content-Transfer-Encoding: base64"];
  return [...head, "", ...lines].join("\n");
}
