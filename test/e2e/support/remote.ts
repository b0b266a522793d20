import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import * as path from "node:path";
import { writeConfigFor, writeOperatorConfig } from "../../../demo/checks/operator";
import type { Sandbox } from "./sandbox";
import { userConfig } from "./ssh-files";

/** How a command on a machine ended. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs commands on the machines of a cluster: as the first user through the ssh files that slipway wrote, as the
 * operator (`slipway@…`) with the operator's key, which is taken from the stack's outputs when it is first needed.
 */
export class Remote {
  private readonly config: string;
  private operatorKey: string | undefined;
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly sandbox: Sandbox,
    cluster: string,
  ) {
    this.config = userConfig(sandbox, cluster);
  }

  /** Lets an account log in with a private key of its own from now on. */
  withKey(account: string, privateKey: string): this {
    this.keys.set(account, privateKey);
    return this;
  }

  /** Runs a bash script on `user@host`; the text goes through stdin, so quoting is nobody's problem. */
  async script(target: string, text: string, timeoutSec = 120): Promise<Result> {
    return resultOf(this.start(target, text, timeoutSec));
  }

  /** The same with the key that the cluster gives its first user, whoever is to be logged in. */
  async withUsersKey(target: string, text: string, timeoutSec = 120): Promise<Result> {
    return resultOf(ssh(this.config, target, text, timeoutSec));
  }

  /** Starts a script; the caller may end the session before it is done. */
  start(target: string, text: string, timeoutSec = 120): ChildProcessWithoutNullStreams {
    return ssh(this.configFor(target), target, text, timeoutSec);
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

  /** Written anew each time: the user's file names the hosts, and workers come and go. */
  private configFor(target: string): string {
    const [account = ""] = target.split("@");
    if (account === "slipway") {
      this.operatorKey ??= outputOf(this.sandbox, "operatorKey");
      return writeOperatorConfig(this.config, this.operatorKey, operatorFolder(this.sandbox));
    }
    const key = this.keys.get(account);
    if (key === undefined) return this.config;
    const folder = path.join(path.dirname(this.sandbox.data), `user-${account}`);
    return writeConfigFor(account, this.config, key, folder);
  }
}

/** Where a test keeps the operator's ssh files: outside of the data folder, whose content is looked at. */
export function operatorFolder({ data }: Sandbox): string {
  return path.join(path.dirname(data), "operator");
}

function outputOf({ program, stackName, env }: Sandbox, name: string): string {
  const args = ["stack", "output", name, "--show-secrets", "--stack", stackName];
  const options = {
    cwd: program.folder,
    env: { ...process.env, ...env },
    encoding: "utf8",
  } as const;
  return execFileSync("pulumi", args, options);
}

function ssh(
  config: string,
  target: string,
  text: string,
  timeoutSec: number,
): ChildProcessWithoutNullStreams {
  const args = ["-F", config, "-o", "BatchMode=yes", target, "bash", "-s"];
  const child = spawn("ssh", args, { timeout: timeoutSec * 1000 });
  // A session that ends before it has read its script closes the pipe.
  child.stdin.on("error", () => undefined);
  child.stdin.end(text);
  return child;
}

async function resultOf(child: ChildProcessWithoutNullStreams): Promise<Result> {
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      resolve(status ?? 255);
    });
  });
  return { code, stdout: await stdout, stderr: await stderr };
}

async function collect(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
