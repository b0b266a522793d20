import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "./sandbox";

const PARTS = path.join(ROOT, "test/e2e/support/site");
/** Programs that the tests run and that belong on the site's computer. */
const MOVED = ["pulumi", "ssh"];

/**
 * A computer of its own for a test, with a network that nobody else has: a user, network and mount namespace, behind
 * whose gateway another one stands for the rest of the world. While it is open, `pulumi` and `ssh` of this process run
 * there, so the machines that they make do too. Needs no privilege.
 */
export class Site {
  /** Callers of the listeners, a line each. */
  callers: string[] = [];
  private readonly children: ChildProcess[] = [];
  private readonly path = process.env.PATH ?? "";
  private readonly folder = mkdtempSync(path.join(tmpdir(), "site-"));
  private here = 0;
  private beyond = 0;

  static async open(): Promise<Site> {
    const site = new Site();
    const apart = ["--user", "--map-root-user", "--net", "--mount", "sleep", "infinity"];
    site.here = site.start("unshare", apart).pid ?? 0;
    while (netOf(site.here) === netOf(process.pid)) await sleep(20);
    site.beyond = Number(site.run([path.join(PARTS, "make.sh"), site.folder]));
    site.moveIn();
    return site;
  }

  /** Runs a command on the site's computer. */
  run(command: readonly string[]): string {
    const all = [...entering(this.here), ...command];
    return execFileSync("nsenter", all, { encoding: "utf8" }).trim();
  }

  /** Starts listeners (`KIND:HOST:PORT`, see site/listener.cjs) on the site's computer, or beyond its gateway. */
  async listen(where: "here" | "beyond", listeners: readonly string[]): Promise<void> {
    const script = [process.execPath, path.join(PARTS, "listener.cjs"), ...listeners];
    const inner = where === "here" ? [] : ["nsenter", "--target", String(this.beyond), "--net"];
    const child = this.start("nsenter", [...entering(this.here), ...inner, ...script]);
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on("data", (text: Buffer) => {
        const lines = text.toString().trim().split("\n");
        if (lines.includes("ready")) resolve();
        this.callers.push(...lines.filter((line) => line !== "ready"));
      });
      child.once("exit", () => {
        reject(new Error(`no listeners ${listeners.join(" ")}`));
      });
    });
  }

  close(): void {
    process.env.PATH = this.path;
    for (const child of this.children) child.kill("SIGKILL");
    if (this.beyond > 0) process.kill(this.beyond, "SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private moveIn(): void {
    const bin = path.join(this.folder, "bin");
    mkdirSync(bin);
    for (const name of MOVED) {
      const real = execFileSync("which", [name], { encoding: "utf8" }).trim();
      const enter = ["nsenter", ...entering(this.here)].join(" ");
      const script = `#!/bin/sh\nexec ${enter} --wd="$PWD" ${real} "$@"\n`;
      writeFileSync(path.join(bin, name), script, { mode: 0o755 });
    }
    process.env.PATH = `${bin}:${this.path}`;
  }

  private start(command: string, args: readonly string[]): ChildProcess {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.children.push(child);
    return child;
  }
}

function entering(pid: number): string[] {
  return ["--target", String(pid), "--user", "--net", "--mount", "--preserve-credentials"];
}

function netOf(pid: number): string {
  return readlinkSync(`/proc/${String(pid)}/ns/net`);
}
