import { isPromise } from "node:util/types";
import type { Problem } from "../core/errors";
import { isObject } from "../core/json-object";

const PUBLIC_KEY =
  /^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+={0,3}(?: [^\n]*)?$/;
/** What the master takes (`slipway_head/user_database.py`): what Python calls printable, and no longer than this. */
const UNPRINTABLE = /(?! )[\p{C}\p{Z}]/u;
const LONGEST = 16_384;

/** A key that comes from another resource is not known yet and not checked. The text is not shown: it may be a private key. */
export function validateKey(path: string, key: unknown): Problem[] {
  if (isOutput(key) || isPromise(key)) return [];
  // The master gets it without the white space around it.
  const text = typeof key === "string" ? key.trim() : "";
  if (!PUBLIC_KEY.test(text)) {
    return [{ path, reason: "must be a public key on one line, such as `ssh-ed25519 AAAA…`" }];
  }
  return [...validateText(path, text), ...validateBlob(path, text)];
}

/** What Pulumi marks its outputs with: a plan imports nothing of Pulumi. */
function isOutput(value: unknown): boolean {
  return isObject(value) && value.__pulumiOutput === true;
}

function validateText(path: string, text: string): Problem[] {
  const count = Array.from(text).length;
  if (count > LONGEST) {
    const most = LONGEST.toLocaleString("en");
    return [
      { path, reason: `has ${count.toLocaleString("en")} characters, at most ${most} are taken` },
    ];
  }
  const code = UNPRINTABLE.exec(text)?.[0].codePointAt(0);
  if (code === undefined) return [];
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return [{ path, reason: `has the unprintable character ${name} in its comment: remove it` }];
}

function validateBlob(path: string, text: string): Problem[] {
  const [type = "", blob = ""] = text.split(" ");
  if (isWholeKey(type, Buffer.from(blob, "base64"))) return [];
  return [{ path, reason: "is cut off or damaged: copy the whole line of the public key's file" }];
}

/** Whether it is what RFC 4253 (6.6) says: fields, each after its length in four bytes, the first one the key's type. */
function isWholeKey(type: string, blob: Buffer): boolean {
  let at = 0;
  const fields: Buffer[] = [];
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return false;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return at === blob.length && fields.length > 1 && fields[0]?.toString("latin1") === type;
}
