import * as net from "node:net";
import { NAMESPACE_ADDRESS, NAMESPACE_SSH_PORT } from "./namespace";
import { throughFolder } from "./socket-path";

const ANSWER_MS = 5000;

/** Leads a port of 127.0.0.1 to the machine's ssh. Fails, naming the port, when a program has it. */
export async function addForward(socket: string, port: number): Promise<void> {
  const request = {
    execute: "add_hostfwd",
    arguments: {
      ...{ proto: "tcp", host_addr: "127.0.0.1", host_port: port },
      ...{ guest_addr: NAMESPACE_ADDRESS, guest_port: NAMESPACE_SSH_PORT },
    },
  };
  const answer = JSON.parse(await ask(socket, JSON.stringify(request))) as {
    readonly error?: { readonly desc?: string };
  };
  if (answer.error)
    throw new Error(`host forwarding of port ${String(port)}: ${String(answer.error.desc)}`);
}

/** slirp4netns answers one request a connection, which ends after it. */
function ask(file: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { path, release } = throughFolder(file);
    const socket = net.connect(path);
    let text = "";
    socket.setEncoding("utf8");
    socket.setTimeout(ANSWER_MS, () => {
      socket.destroy(new Error("no answer on its control socket"));
    });
    socket.on("connect", () => socket.end(request));
    socket.on("data", (chunk: string) => (text += chunk));
    socket.on("error", reject);
    socket.on("close", () => {
      release();
      resolve(text);
    });
  });
}
