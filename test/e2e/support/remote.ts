import { spawn } from "node:child_process";
import * as path from "node:path";
import { stackFolderOf } from "./local-machines";
import type { Sandbox } from "./sandbox";

/** How a command on a machine ended. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs commands on the machines of a cluster through the ssh files that slipway wrote, as a user would. */
export class Remote {
  private readonly config: string;

  constructor(sandbox: Sandbox, cluster: string) {
    this.config = path.join(
      sandbox.data,
      "slipway/access",
      stackFolderOf(sandbox),
      cluster,
      "ssh_config",
    );
  }

  /** Runs a bash script on `user@host`; the text goes through stdin, so quoting is nobody's problem. */
  async script(target: string, text: string, timeoutSec = 120): Promise<Result> {
    const child = spawn("ssh", ["-F", this.config, target, "bash", "-s"], {
      timeout: timeoutSec * 1000,
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.stdin.end(text);
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => {
        resolve(status ?? 255);
      });
    });
    return { code, stdout: await stdout, stderr: await stderr };
  }

  /** Runs a script as another account, on a host where the operator may become anyone. */
  async as(account: string, host: string, text: string, timeoutSec?: number): Promise<Result> {
    const encoded = Buffer.from(text).toString("base64");
    return this.script(
      `slipway@${host}`,
      `echo ${encoded} | base64 -d | sudo -iu ${account} bash -s`,
      timeoutSec,
    );
  }

  /** The same as `script`, for scripts that must succeed; answers what they printed. */
  async must(target: string, text: string, timeoutSec?: number): Promise<string> {
    const { code, stdout, stderr } = await this.script(target, text, timeoutSec);
    if (code !== 0)
      throw new Error(`on ${target}: exit ${String(code)}\n${text}\n${stdout}\n${stderr}`);
    return stdout.trim();
  }
}

async function collect(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
