import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { forgetOutsideWay, outsideWay } from "../../../../lib/platform/local/outside-probe";
import type { MachineInputs } from "../../../../lib/platform/local/machine-args";

const VARIABLES = ["XDG_DATA_HOME", "XDG_CACHE_HOME", "PATH"] as const;

/** A host of its own for one test: data and cache folders, a built image, and a QEMU without guests. */
export class World {
  readonly root = fs.mkdtempSync(path.join(tmpdir(), "slw-"));
  readonly data = path.join(this.root, "data/slipway");
  private readonly bin = path.join(this.root, "bin");
  private readonly before = VARIABLES.map((name) => [name, process.env[name]] as const);

  constructor() {
    fs.mkdirSync(this.bin);
    fs.symlinkSync(
      path.join(__dirname, "fake-qemu.cjs"),
      path.join(this.bin, "qemu-system-x86_64"),
    );
    // Without one that works, machines are without an outside, as on a host where it cannot be isolated.
    fs.writeFileSync(this.slirp, "#!/bin/sh\necho no slirp4netns here >&2; exit 1\n", {
      mode: 0o755,
    });
    process.env.XDG_DATA_HOME = path.join(this.root, "data");
    process.env.XDG_CACHE_HOME = path.join(this.root, "cache");
    process.env.PATH = `${this.bin}:${process.env.PATH ?? ""}`;
    this.addImage("tiny", 1);
  }

  private get slirp(): string {
    return path.join(this.bin, "slirp4netns");
  }

  /** Puts an image into the cache, as slipway's image builds leave them. */
  addImage(name: string, sizeGiB: number, manifest: object = {}): string {
    const folder = path.join(this.root, "cache/slipway/images", name);
    fs.mkdirSync(folder, { recursive: true });
    const disk = path.join(folder, "disk.qcow2");
    execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", disk, `${String(sizeGiB)}G`]);
    fs.writeFileSync(path.join(folder, "vmlinuz"), "kernel");
    fs.writeFileSync(path.join(folder, "initrd"), "initrd");
    fs.writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(manifest));
    return disk;
  }

  /** How QEMUs started from now on behave; see fake-qemu.cjs. */
  mood(mood: "deaf" | "stubborn" | "broken" | "taken" | "full"): void {
    fs.writeFileSync(path.join(this.bin, "mood"), mood);
  }

  /** From now on machines are isolated by the real slirp4netns; false where this computer cannot. */
  async isolate(): Promise<boolean> {
    fs.rmSync(this.slirp, { force: true });
    await forgetOutsideWay();
    return (await outsideWay()).kind === "isolated";
  }

  /** A file of a machine, as text. */
  read(machine: string, file: string): string {
    return fs.readFileSync(path.join(this.data, "local/p-dev/machines", machine, file), "utf8");
  }

  /** All files of the data folder. */
  files(): string[] {
    const all = fs.readdirSync(this.data, { recursive: true, withFileTypes: true });
    return all
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  /** Processes that were started in this world. */
  processes(): number[] {
    const pids = fs.readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
    return pids.filter((pid) => this.owns(pid)).map(Number);
  }

  /** Ends what runs and removes the folders. */
  close(): void {
    for (const pid of this.processes()) endIfThere(pid);
    for (const [name, value] of this.before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  private owns(pid: string): boolean {
    try {
      const words = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return words.includes(this.root) || fs.readlinkSync(`/proc/${pid}/cwd`).startsWith(this.root);
    } catch {
      return false; // ended, or not ours
    }
  }
}

/** Arguments of a machine, with what the test sets itself. */
export function machineInputs(own: Partial<MachineInputs> = {}): MachineInputs {
  return {
    providerVersion: 1,
    stack: "p-dev",
    machine: "m",
    hostname: "m",
    vcpus: 1,
    memoryMiB: 64,
    diskGiB: 1,
    image: "tiny",
    userData: "#cloud-config\n# word: s3cretword\n",
    publicAddress: false,
    volumes: [],
    ...own,
  };
}

/** It may end by itself between being found and being ended. */
function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
