import { utils } from "ssh2";
import { expect } from "chai";
import type { TorqueClusterArgs, UserArgs } from "slipway";
import { Remote, type Result } from "../support/remote";
import { CLUSTER, SMALL_DISK, USERS } from "../support/test-cluster";
import { TestStack } from "../support/test-stack";

/** Users of the cluster, strangers to its operator. */
export type Stranger = "alice" | "bob";

/** A command's result and how long it took. */
export interface Timed extends Result {
  readonly seconds: number;
}

/** One running cluster and two users who attack it, each in ssh sessions with a key of his own. */
export class HostileCluster {
  private opened: TestStack | undefined;
  private reached: Remote | undefined;
  private wanted: UserArgs[] = [];

  /** Makes the cluster; nothing else works before. */
  async start(): Promise<void> {
    this.opened = await TestStack.open("cluster");
    const { sandbox } = this.opened;
    const remote = new Remote(sandbox, CLUSTER);
    this.wanted = USERS.map((user) => {
      const key = utils.generateKeyPairSync("ed25519");
      remote.withKey(user.name, key.private);
      return { ...user, sshKeys: [key.public.trim()], groups: [] };
    });
    this.reached = remote;
    await this.stack.mustUp(this.args);
  }

  async close(): Promise<void> {
    await this.opened?.close();
  }

  get stack(): TestStack {
    if (this.opened === undefined) throw new Error("the cluster is not started");
    return this.opened;
  }

  get remote(): Remote {
    if (this.reached === undefined) throw new Error("the cluster is not started");
    return this.reached;
  }

  /** alice and bob. */
  get users(): readonly UserArgs[] {
    return this.wanted;
  }

  get args(): TorqueClusterArgs {
    return { workers: 2, master: SMALL_DISK, worker: SMALL_DISK, users: this.wanted };
  }

  /** Runs a script as one of the users, in a login of its own. */
  as(user: Stranger, node: string, script: string, timeoutSec = 60): Promise<Timed> {
    return timed(() => this.remote.script(`${user}@${node}`, script, timeoutSec));
  }

  /** The same for a step of an attack that has to work, or the test would look at nothing. */
  mustAs(user: Stranger, node: string, script: string, timeoutSec = 60): Promise<string> {
    return this.remote.must(`${user}@${node}`, script, timeoutSec);
  }

  operator(node: string, script: string, timeoutSec = 60): Promise<Timed> {
    return timed(() => this.remote.script(`slipway@${node}`, script, timeoutSec));
  }

  mustOperate(node: string, script: string, timeoutSec = 60): Promise<string> {
    return this.remote.must(`slipway@${node}`, script, timeoutSec);
  }

  /** One of slipway's commands on the master, called as `pulumi up` calls it; ended from here if it ends late. */
  head(command: string, deadlineSec: number, rest: string, stdin = ""): Promise<Timed> {
    const input = `printf %s '${Buffer.from(stdin).toString("base64")}' | base64 -d`;
    const line = `${input} | sudo ${command} --deadline ${String(deadlineSec)} ${rest}`;
    return this.operator("master", line, deadlineSec + 20);
  }

  /** Makes these users and no others, as `pulumi up` does. */
  apply(users: readonly UserArgs[], deadlineSec: number): Promise<Timed> {
    const wanted = users.map((user) => ({ groups: [], sshKeys: [], ...user }));
    return this.head("slipway-users", deadlineSec, "apply", JSON.stringify(wanted));
  }
}

/** Fails when a trace of that name, which an attack was to leave, is there: see `trace`. */
export async function expectNoTrace(
  cluster: HostileCluster,
  name: string,
  nodes: readonly string[] = ["master"],
): Promise<void> {
  for (const node of nodes) {
    const found = await cluster.mustOperate(node, `sudo find /var/tmp -name 'ran_${name}*' -ls`);
    expect(found, `${node}: run as whoever owns this file`).to.equal("");
  }
}

/** Shell text that leaves a file where it was run. */
export const trace = (name: string): string => `touch /var/tmp/ran_${name}`;

/** Runs a script in the background of a session that ends at once. */
export function inBackground(script: string): string {
  const encoded = Buffer.from(script).toString("base64");
  return `echo ${encoded} | base64 -d >"$HOME/background.sh"
setsid -f bash "$HOME/background.sh" >"$HOME/background.out" 2>&1 </dev/null`;
}

async function timed(run: () => Promise<Result>): Promise<Timed> {
  const started = Date.now();
  const result = await run();
  return { ...result, seconds: (Date.now() - started) / 1000 };
}
