import * as net from "node:net";
import { throughFolder } from "./socket-path";

interface Message {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/**
 * A connection to QEMU's control socket (QMP): one JSON object a line, answers in the order of the
 * commands, events in between.
 */
export class Qmp {
  private readonly waiting: { resolve: (line: Message) => void; reject: (error: Error) => void }[] =
    [];
  private text = "";
  private failure = new Error("QEMU closed its control socket");

  /** Opens the socket at `file` and says hello; every answer must come within `timeoutMs`. */
  static async connect(file: string, timeoutMs = 5000): Promise<Qmp> {
    const { path, release } = throughFolder(file);
    const socket = net.connect(path);
    socket.once("close", release);
    const qmp = new Qmp(socket, timeoutMs);
    try {
      await qmp.answer(); // the greeting
      await qmp.execute("qmp_capabilities");
      return qmp;
    } catch (error) {
      qmp.close();
      throw error;
    }
  }

  private constructor(
    private readonly socket: net.Socket,
    private readonly timeoutMs: number,
  ) {
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      this.receive(chunk);
    });
    socket.on("error", (error) => {
      this.failure = error;
    });
    socket.on("close", () => {
      for (const { reject } of this.waiting.splice(0)) reject(this.failure);
    });
  }

  /** Runs a command; fails with QEMU's words. */
  async execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    const { error, return: value } = await this.answer();
    if (error) throw new Error(`QEMU refused ${command}: ${error.desc}`);
    return value;
  }

  close(): void {
    this.socket.destroy();
  }

  private answer(): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) {
        reject(this.failure);
        return;
      }
      const timer = setTimeout(() => {
        this.socket.destroy(new Error("QEMU did not answer on its control socket"));
      }, this.timeoutMs);
      const settled =
        <T>(done: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          done(value);
        };
      this.waiting.push({ resolve: settled(resolve), reject: settled(reject) });
    });
  }

  private receive(chunk: string): void {
    const lines = (this.text + chunk).split("\n");
    this.text = lines.pop() ?? "";
    for (const line of lines) {
      const message = JSON.parse(line) as Message & { readonly event?: string };
      if (message.event === undefined) this.waiting.shift()?.resolve(message);
    }
  }
}
