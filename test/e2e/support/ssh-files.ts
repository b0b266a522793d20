import { readFileSync } from "node:fs";
import * as path from "node:path";
import { stackFolderOf } from "./local-machines";
import type { Sandbox } from "./sandbox";

/** The ssh configuration that slipway wrote for the first user of a cluster. */
export function userConfig(sandbox: Sandbox, cluster: string): string {
  const folder = path.join(sandbox.data, "slipway/access", stackFolderOf(sandbox), cluster);
  return path.join(folder, "ssh_config");
}

/** The port of this computer that leads to ssh of the master. */
export function masterPort(sandbox: Sandbox, cluster: string): number {
  const text = readFileSync(userConfig(sandbox, cluster), "utf8");
  const [, port] = /^ *Port (\d+)$/m.exec(text) ?? [];
  if (port === undefined) throw new Error("the ssh configuration names no port");
  return Number(port);
}
