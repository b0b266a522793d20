import type { Duplex } from "node:stream";
import { Client, utils, type ClientChannel, type ConnectConfig } from "ssh2";
import { fingerprint, fromLibraryError, SshError, SshFault } from "./ssh-error";
import type { SshHop, SshTarget } from "./ssh-target";

/** How long a login may take in all; on an emulated processor under load one hop takes ten seconds. */
const CONNECT_MS = 30_000;
/** How long the connection alone may take: a guest's kernel answers at once, however slow its sshd is. */
const OPEN_MS = 10_000;
const OUTPUT_LIMIT = 512 * 1024;

export interface CommandResult {
  /** Exit code; 255 when a signal ended the command. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SshSession {
  /** Runs one command. Output past 512 KiB is dropped. Fails when it takes longer than `timeoutMs`. */
  run(command: string, timeoutMs: number): Promise<CommandResult>;
  close(): void;
}

export type OpenSsh = (target: SshTarget, connectMs?: number) => Promise<SshSession>;

/** Logs in. Takes the planned host key and no other, on the jump host too. Throws `SshError`. */
export const openSsh: OpenSsh = async (target, connectMs = CONNECT_MS) => {
  const { jump, privateKey } = target;
  const end = performance.now() + connectMs;
  const left = () => Math.max(1, Math.round(end - performance.now()));
  if (jump === undefined) return session([await connect(target, privateKey, left())], target);
  const outer = await connect(jump, privateKey, left());
  try {
    const sock = await forward(outer, target, left());
    return session([await connect(target, privateKey, left(), sock), outer], target);
  } catch (error) {
    outer.end();
    throw error;
  }
};

function connect(
  hop: SshHop,
  privateKey: string,
  connectMs: number,
  sock?: Duplex,
): Promise<Client> {
  const where = `${hop.host}:${String(hop.port)}`;
  const { type, blob } = parseHostKey(hop.hostKey, where);
  const client = new Client();
  return new Promise<Client>((resolve, reject) => {
    let shown: Buffer | undefined;
    const fail = (error: Error) => {
      client.destroy();
      reject(
        shown === undefined || shown.equals(blob)
          ? fromLibraryError(error, where, hop.user)
          : wrongKey(where, blob, shown),
      );
    };
    // After the promise is settled later errors must not become uncaught ones: the listener stays.
    client.on("error", fail);
    client.once("close", () => fail(new Error("closed by the server")));
    if (sock === undefined) limitOpening(client, where, Math.min(OPEN_MS, connectMs), reject);
    client.once("ready", () => resolve(client));
    const config: ConnectConfig = {
      ...(sock === undefined ? { host: hop.host, port: hop.port } : { sock }),
      username: hop.user,
      privateKey,
      readyTimeout: connectMs,
      algorithms: { serverHostKey: type },
      hostVerifier: (key: Buffer) => {
        shown = key;
        return key.equals(blob);
      },
    };
    try {
      client.connect(config);
    } catch (error) {
      reject(
        new SshError(SshFault.BadKey, `ssh to ${where}: the private key can't be read`, {
          cause: error,
        }),
      );
    }
  });
}

/** Ends an attempt to which not even the other side's kernel answers. */
function limitOpening(
  client: Client,
  where: string,
  ms: number,
  reject: (error: SshError) => void,
): void {
  const silent = (): void => {
    client.destroy();
    reject(new SshError(SshFault.Silent, `ssh to ${where}: no answer at all`));
  };
  const timer = setTimeout(silent, ms).unref();
  client.once("connect", () => clearTimeout(timer));
  client.once("close", () => clearTimeout(timer));
}

function parseHostKey(text: string, where: string) {
  const key = utils.parseKey(text);
  if (key instanceof Error)
    throw new SshError(SshFault.BadKey, `ssh to ${where}: the planned host key can't be read`);
  // An RSA key signs with SHA-2 only.
  const type =
    key.type === "ssh-rsa" ? (["rsa-sha2-512", "rsa-sha2-256"] as const) : ([key.type] as const);
  return {
    type: [...type] as NonNullable<NonNullable<ConnectConfig["algorithms"]>["serverHostKey"]>,
    blob: key.getPublicSSH(),
  };
}

function wrongKey(where: string, wanted: Buffer, shown: Buffer): SshError {
  const text = `the server shows host key ${fingerprint(shown)}, planned is ${fingerprint(wanted)}; another machine may answer there`;
  return new SshError(SshFault.HostKey, `ssh to ${where}: ${text}`);
}

function forward(outer: Client, { host, port }: SshHop, connectMs: number): Promise<ClientChannel> {
  const where = `${host}:${String(port)} through the jump host`;
  return new Promise((resolve, reject) => {
    const late = () => reject(new SshError(SshFault.Timeout, `ssh to ${where}: no answer in time`));
    const timer = setTimeout(late, connectMs);
    outer.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
      clearTimeout(timer);
      if (error === undefined) resolve(channel);
      else
        reject(
          new SshError(SshFault.Unreachable, `ssh to ${where}: ${error.message}`, { cause: error }),
        );
    });
  });
}

function session(clients: readonly [Client, ...Client[]], { host, port }: SshHop): SshSession {
  const [client] = clients;
  return {
    run: (command, timeoutMs) => runCommand(client, command, timeoutMs, `${host}:${String(port)}`),
    close: () => clients.forEach((each) => each.end()),
  };
}

function runCommand(
  client: Client,
  command: string,
  timeoutMs: number,
  where: string,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const fail = (fault: SshFault, text: string) =>
      reject(new SshError(fault, `ssh to ${where}: ${text}`));
    const timer = setTimeout(
      () => fail(SshFault.Timeout, `a command took longer than ${String(timeoutMs / 1000)} s`),
      timeoutMs,
    );
    const lost = () => {
      clearTimeout(timer);
      fail(SshFault.Closed, "the connection broke during a command");
    };
    client.once("close", lost);
    client.exec(command, (error, channel) => {
      if (error !== undefined) {
        lost();
        return;
      }
      const [out, err] = [collect(channel), collect(channel.stderr)];
      channel.once("close", (code: number | null | undefined) => {
        clearTimeout(timer);
        client.off("close", lost);
        resolve({ code: code ?? 255, stdout: out(), stderr: err() });
      });
    });
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    if (size < OUTPUT_LIMIT) chunks.push(chunk);
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
