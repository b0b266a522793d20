/** Longest that one text of another machine is shown, characters. */
const LONGEST = 400;

/** Text that another machine sent, as one line fit for a terminal: control characters escaped, cut off where it is long. */
export function printable(text: string, longest = LONGEST): string {
  const line = text
    .trim()
    .replaceAll(
      /[\p{C}\p{Zl}\p{Zp}]/gu,
      (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
    );
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
