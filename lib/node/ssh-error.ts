import { createHash } from "node:crypto";

/** Why an ssh connection did not come about. */
export const SshFault = {
  Refused: "refused",
  Timeout: "timeout",
  /** Not even the connection came about: something drops the packets, or nothing has the address. */
  Silent: "silent",
  Unreachable: "unreachable",
  HostKey: "host-key",
  Auth: "auth",
  BadKey: "bad-key",
  Closed: "closed",
} as const;
export type SshFault = (typeof SshFault)[keyof typeof SshFault];

/** A failed ssh step; its message is one line, ready to be shown. */
export class SshError extends Error {
  constructor(
    readonly fault: SshFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "SshError";
  }

  /** Whether waiting can help: the server is not up yet. Never so when it shows a wrong key or refuses ours. */
  get passing(): boolean {
    return (
      this.fault !== SshFault.HostKey &&
      this.fault !== SshFault.Auth &&
      this.fault !== SshFault.BadKey
    );
  }
}

/** A key's fingerprint as OpenSSH prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** What ssh2 and the socket layer report, as one of ours. `where` is `host:port`. */
export function fromLibraryError(error: Error, where: string, user: string): SshError {
  const { code, level } = error as { code?: string; level?: string };
  const make = (fault: SshFault, text: string) =>
    new SshError(fault, `ssh to ${where}: ${text}`, { cause: error });
  if (level === "client-authentication")
    return make(SshFault.Auth, `the server refused the key of user ${user}`);
  if (level === "client-timeout" || code === "ETIMEDOUT")
    return make(SshFault.Timeout, "no answer in time");
  if (code === "ECONNREFUSED") return make(SshFault.Refused, "connection refused");
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH")
    return make(SshFault.Unreachable, "no route to the host");
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return make(SshFault.Unreachable, "the host name is not known");
  if (error.message.includes("no matching host key format")) {
    return make(SshFault.HostKey, "the server has no host key of the planned kind");
  }
  return make(SshFault.Closed, `the connection broke: ${error.message}`);
}
