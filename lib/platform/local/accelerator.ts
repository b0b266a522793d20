import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cacheRoot } from "../../core/paths";
import { smallEnvironment } from "./environment";
import { imagesRoot } from "./image";
import { entries, readJson, withLock, writeJson } from "./store";
import { run } from "./tools";

/** `kvm`: the host's processor runs the guest; `tcg`: QEMU translates it, everywhere, but slowly. */
export type Accelerator = "kvm" | "tcg";

interface Probe {
  readonly accelerator: Accelerator;
  readonly reason: string;
}

const DEADLINE_MS = 5000;
// Any of these on the console shows that a kernel really ran.
const KERNEL_TEXT = /Linux version|Run \/init|\[ {4}\d\.\d{6}\]/;

/**
 * Which accelerator runs this kernel here. That /dev/kvm exists says little: in some nested machines
 * kernels hang in it. So the kernel is booted under KVM with a short deadline, once: the answer is
 * remembered for the same kernel, QEMU and host kernel.
 */
export async function chooseAccelerator(
  kernel: string,
  kvmDevice = "/dev/kvm",
): Promise<Accelerator> {
  if (!canOpen(kvmDevice)) return "tcg"; // not remembered: a group membership cures it
  const file = path.join(cacheRoot(), "accelerator.json");
  return withLock(file, async () => {
    const known = (readJson(file) ?? {}) as Record<string, Probe>;
    const key = await probeKey(kernel);
    const probe = known[key] ?? (await tryKvm(kernel));
    if (known[key] === undefined) writeJson(file, { ...known, [key]: probe });
    return probe.accelerator;
  });
}

/**
 * The same for a machine whose kernel is `own`, or on its disk where we cannot get at it: then any kernel
 * at hand serves for the probe, and without one the slow way that always works is taken.
 */
export async function chooseAcceleratorFor(own: string | undefined): Promise<Accelerator> {
  const built = entries(imagesRoot()).map((name) => path.join(imagesRoot(), name, "vmlinuz"));
  const candidates = [
    ...(own === undefined ? [] : [own]),
    ...built,
    `/boot/vmlinuz-${os.release()}`,
  ];
  const kernel = candidates.find(canRead);
  return kernel === undefined ? "tcg" : chooseAccelerator(kernel);
}

async function probeKey(kernel: string): Promise<string> {
  const version = (await run("qemu-system-x86_64", ["--version"])).split("\n")[0] ?? "";
  const hash = createHash("sha256").update(fs.readFileSync(kernel)).digest("hex");
  return [hash.slice(0, 16), version, os.release()].join(" | ");
}

function tryKvm(kernel: string): Promise<Probe> {
  const args = ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-m", "256"];
  const boot = ["-kernel", kernel, "-append", "console=ttyS0 earlyprintk=ttyS0 panic=-1"];
  const kvm = ["-machine", "q35", "-accel", "kvm", "-cpu", "host"];
  const child = spawn("qemu-system-x86_64", [...args, ...kvm, ...boot, "-serial", "stdio"], {
    env: smallEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve) => {
    let console = "";
    let words = "";
    const finish = (probe: Probe): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(probe);
    };
    const timer = setTimeout(() => {
      finish({
        accelerator: "tcg",
        reason: `no kernel text within ${String(DEADLINE_MS / 1000)} s under KVM`,
      });
    }, DEADLINE_MS);
    child.stdout.on("data", (text: Buffer) => {
      console += text.toString();
      if (KERNEL_TEXT.test(console))
        finish({ accelerator: "kvm", reason: "the kernel booted under KVM" });
    });
    child.stderr.on("data", (text: Buffer) => (words += text.toString()));
    child.on("error", (error) => {
      finish({ accelerator: "tcg", reason: error.message });
    });
    child.on("exit", () => {
      finish({ accelerator: "tcg", reason: `QEMU ended under KVM: ${words.trim().slice(0, 300)}` });
    });
  });
}

function canOpen(device: string): boolean {
  return allows(device, fs.constants.R_OK | fs.constants.W_OK);
}

function canRead(file: string): boolean {
  return allows(file, fs.constants.R_OK);
}

function allows(file: string, mode: number): boolean {
  try {
    fs.accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
