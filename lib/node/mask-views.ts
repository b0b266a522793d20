/** A text as a way of writing sees it: the characters that count there, and where in the text each of them stands. */
export interface View {
  readonly chars: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** What a character of the text is in a view: a code, nothing (it separates), or no part of any secret. */
type Reading = (code: number) => number;
const SKIP = -1;
const BREAK = 0;

/** Takes the room of what an escape had more than the character that it stands for. */
const FILLER = "\ue000";
const FILLER_CODE = FILLER.charCodeAt(0);

/** Of JSON and of URLs, and those of single bytes that Python, C and shells write: `\x1b`, `\033`, `\e`. */
const ESCAPE = /\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[0-3][0-7]{2}|\\[0abefnrtv"'\\/]|%[0-9a-f]{2}/gi;

/** Escapes resolved, once; every character stays at its place. */
export function unescaped(text: string): string {
  return text.replace(ESCAPE, (found) => resolve(found).padStart(found.length, FILLER));
}

function resolve(found: string): string {
  if (/^(?:%|\\[ux]\w)/i.test(found))
    return String.fromCharCode(parseInt(found.replace(/^%|^\\./, ""), 16));
  if (found.length === 4) return String.fromCharCode(parseInt(found.slice(1), 8));
  const code = ESCAPES[found.toLowerCase()];
  return code === undefined ? found.slice(1) : String.fromCharCode(code);
}

/** Text without its white space: a line may have been broken anywhere. */
export function textView(text: string): View {
  return view(text, (code) => (isSpace(code) ? SKIP : narrow(code)));
}

/** Every character, white space too: bytes of which some are written as they are and the others as escapes. */
export function mixedView(text: string): View {
  return view(text, (code) => (code === FILLER_CODE ? SKIP : narrow(code)));
}

/** Every character as one byte, for what a text and a secret are compared by. */
export function narrow(code: number): number {
  return code < 256 ? code : 1;
}

/** Base64 in either alphabet, broken, quoted or continued with `\` anywhere. */
export function base64View(text: string): View {
  return view(blanked(text, /\\[nrt]/g), (code) => {
    if (isSpace(code) || SEPARATES.base64.includes(code)) return SKIP;
    if (code === 45) return 43; // - is +, _ is /
    if (code === 95) return 47;
    return isAlphanumeric(code) || code === 43 || code === 47 ? code : BREAK;
  });
}

/** Hexadecimal digits, however they are grouped and marked. */
export function hexView(text: string): View {
  return view(blanked(text, /0x|\\x|\\u00|&#x/gi), (code) => {
    if (isSpace(code) || SEPARATES.hex.includes(code)) return SKIP;
    const lower = code | 32;
    if (code >= 48 && code <= 57) return code;
    return lower >= 97 && lower <= 102 ? lower : BREAK;
  });
}

/** The same with the addresses at the beginning of lines left out, as `od` and `xxd` print them. */
export function dumpView(text: string): View {
  return hexView(blanked(text, /^[0-9a-f]{6,16}:?(?= )/gim));
}

/** Bytes as `od` writes them: octal, also as words of two, decimal, as characters; anything else is passed over. */
export function byteViews(text: string): View[] {
  return [
    numbers(text, /(?<![^\s,])[0-3][0-7]{2}(?![^\s,])/g, (found) => [parseInt(found, 8)]),
    numbers(text, /(?<![^\s,])[01][0-7]{5}(?![^\s,])/g, (found) => {
      const word = parseInt(found, 8);
      return [word & 255, word >> 8];
    }),
    numbers(text, /(?<![^\s,])-?\d{1,3}(?![^\s,])/g, (found) => [Number(found) & 255]),
    numbers(text, /(?<!\S)(?:\\[0abfnrtv]|[0-3][0-7]{2}|\S)(?!\S)/g, (found) => [character(found)]),
  ];
}

const ESCAPES: Readonly<Record<string, number>> = {
  ...{ "\\0": 0, "\\a": 7, "\\b": 8, "\\t": 9, "\\n": 10, "\\v": 11, "\\f": 12, "\\r": 13 },
  "\\e": 27,
};

function character(found: string): number {
  return ESCAPES[found] ?? (found.length === 3 ? parseInt(found, 8) : narrow(found.charCodeAt(0)));
}

const codes = (text: string): readonly number[] => Array.from(text, (char) => char.charCodeAt(0));
const SEPARATES = { base64: codes("\"',\\"), hex: codes(":;,%\"'(){}[]|-") };

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === FILLER_CODE;
}

function isAlphanumeric(code: number): boolean {
  const lower = code | 32;
  return (code >= 48 && code <= 57) || (lower >= 97 && lower <= 122);
}

function blanked(text: string, what: RegExp): string {
  return text.replace(what, (found) => " ".repeat(found.length));
}

function view(text: string, reading: Reading): View {
  const chars = new Uint8Array(text.length);
  const from = new Int32Array(text.length);
  const to = new Int32Array(text.length);
  let count = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const read = reading(code);
    if (read !== SKIP) {
      chars[count] = read;
      from[count] = start;
      to[count] = at + 1;
      count += 1;
    }
    // An escape belongs to its character from its beginning on.
    if (code !== FILLER_CODE) start = at + 1;
  }
  return { chars: chars.subarray(0, count), from, to };
}

function numbers(text: string, pattern: RegExp, bytes: (found: string) => number[]): View {
  const found = [...text.matchAll(pattern)].flatMap(({ 0: word, index }) =>
    bytes(word).map((byte) => ({ byte, from: index, to: index + word.length })),
  );
  return {
    chars: Uint8Array.from(found, ({ byte }) => byte),
    from: Int32Array.from(found, ({ from }) => from),
    to: Int32Array.from(found, ({ to }) => to),
  };
}
