import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { MachineInputs } from "../../../../lib/platform/local/machine-args";

const VARIABLES = [
  "XDG_DATA_HOME",
  "XDG_CACHE_HOME",
  "PATH",
  "FAKE_QEMU",
  "FAKE_QEMU_ONCE",
] as const;

/** A host of its own for one test: data and cache folders, a built image, and a QEMU without guests. */
export class World {
  readonly root = fs.mkdtempSync(path.join(tmpdir(), "slw-"));
  readonly data = path.join(this.root, "data/slipway");
  private readonly before = VARIABLES.map((name) => [name, process.env[name]] as const);

  constructor() {
    const bin = path.join(this.root, "bin");
    fs.mkdirSync(bin);
    fs.symlinkSync(path.join(__dirname, "fake-qemu.cjs"), path.join(bin, "qemu-system-x86_64"));
    process.env.XDG_DATA_HOME = path.join(this.root, "data");
    process.env.XDG_CACHE_HOME = path.join(this.root, "cache");
    process.env.PATH = `${bin}:${process.env.PATH ?? ""}`;
    this.addImage("tiny", 1);
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
    process.env.FAKE_QEMU = mood;
    process.env.FAKE_QEMU_ONCE = path.join(this.root, "once");
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
    for (const pid of this.processes()) process.kill(pid, "SIGKILL");
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
