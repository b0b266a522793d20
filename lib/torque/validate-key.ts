import type { Problem } from "../core/errors";

const PUBLIC_KEY =
  /^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+={0,3}(?: [^\n]*)?\n?$/;

/** A key that comes from another resource is not known yet and not checked. The text is not shown: it may be a private key. */
export function validateKey(path: string, key: unknown): Problem[] {
  if (typeof key === "object" && key !== null) return [];
  if (typeof key !== "string" || !PUBLIC_KEY.test(key)) {
    return [{ path, reason: "must be a public key on one line, such as `ssh-ed25519 AAAA…`" }];
  }
  const [type = "", blob = ""] = key.split(" ");
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
