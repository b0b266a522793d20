import { connect, type AddressInfo } from "node:net";
import { Server, utils, type Connection } from "ssh2";
import type { SshHop } from "../../../lib/node/ssh-target";

export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** A key pair that ssh2 can read: of those it makes itself, it takes one in two hundred for malformed. */
export function makeKey(): KeyPair {
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519");
    if (!(utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

export interface FakeSshServer {
  readonly hop: SshHop;
  /** Commands that were run, in order. */
  readonly commands: string[];
  /** Addresses that others asked to be connected with. */
  readonly forwards: string[];
  close(): void;
}

interface Answer {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

export interface FakeSshOptions {
  readonly hostKey: KeyPair;
  /** Public key that may log in. */
  readonly userKey: string;
  /** Answers a command; undefined: never. */
  readonly answer?: (command: string) => Answer | undefined;
}

/** A real ssh server on loopback, in this process. */
export async function startSshServer(options: FakeSshOptions): Promise<FakeSshServer> {
  const commands: string[] = [];
  const forwards: string[] = [];
  const clients = new Set<Connection>();
  const server = new Server({ hostKeys: [options.hostKey.private] }, (client) => {
    clients.add(client);
    client.on("error", () => undefined);
    client.on("close", () => clients.delete(client));
    serve(client, options, commands, forwards);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () => {
    clients.forEach((client) => client.end());
    server.close();
  };
  const hop = { host: "127.0.0.1", port, user: "slipway", hostKey: options.hostKey.public };
  return { hop, commands, forwards, close };
}

function serve(
  client: Connection,
  options: FakeSshOptions,
  commands: string[],
  forwards: string[],
): void {
  const allowed = utils.parseKey(options.userKey);
  if (allowed instanceof Error) throw allowed;
  client.on("authentication", (ctx) => {
    if (ctx.method !== "publickey" || !allowed.getPublicSSH().equals(ctx.key.data)) {
      ctx.reject(["publickey"]);
    } else if (ctx.signature === undefined || ctx.blob === undefined) ctx.accept();
    else if (allowed.verify(ctx.blob, ctx.signature, ctx.hashAlgo)) ctx.accept();
    else ctx.reject(["publickey"]);
  });
  client.on("ready", () => {
    client.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, { command }) => {
        commands.push(command);
        const channel = acceptExec();
        const answer: Answer | undefined =
          options.answer === undefined ? { code: 0 } : options.answer(command);
        if (answer === undefined) return;
        channel.write(answer.stdout ?? "");
        channel.stderr.write(answer.stderr ?? "");
        channel.exit(answer.code);
        channel.end();
      });
    });
    client.on("tcpip", (accept, reject, { destIP, destPort }) => {
      forwards.push(`${destIP}:${String(destPort)}`);
      const socket = connect(destPort, destIP);
      socket.on("error", () => reject());
      socket.on("connect", () => {
        const channel = accept();
        channel.on("error", () => undefined);
        channel.pipe(socket).pipe(channel);
      });
    });
  });
}
