import { createHash } from "node:crypto";
import type { Accelerator } from "./accelerator";
import { NAMESPACE_ADDRESS, NAMESPACE_SSH_PORT } from "./namespace";

/** Everything that decides how QEMU is called. Paths are relative to the machine's folder. */
export interface QemuMachine {
  readonly name: string;
  readonly machineId: string;
  readonly accelerator: Accelerator;
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** Set: QEMU boots the image's kernel itself. Unset: the disk's own boot loader does. */
  readonly kernelCommandLine?: string;
  /** Folder of the private network's switch; absent when the machine has none. */
  readonly switchFolder?: string;
  /** Port of 127.0.0.1 that leads to the machine's ssh; absent when it is not to be reached. */
  readonly sshPort?: number | undefined;
  /** `isolated`: in a namespace whose way out is closed to this host; `restricted`: no way out. */
  readonly outside: "isolated" | "restricted";
  readonly volumes: readonly { readonly file: string; readonly serial: string }[];
}

/** Names of the files in a machine's folder. */
export const files = {
  base: "base.img",
  disk: "disk.qcow2",
  seed: "seed.img",
  kernel: "vmlinuz",
  initrd: "initrd",
  console: "console.log",
  log: "qemu.log",
  qmp: "qmp.sock",
  lock: "qemu.lock",
} as const;

/** Memory that QEMU takes beside the guest's own, with translated code under TCG. */
export const OVERHEAD_MIB = 192;
const TRANSLATION_CACHE_MIB = 128;
// Without la57 the guest keeps to four levels of page tables: a fifth less work for a boot (20 s of CPU, not 26 s).
const TRANSLATED_CPU = "max,la57=off";

/** QEMU's arguments. No secret is among them: other users see them. */
export function qemuArgs(machine: QemuMachine): string[] {
  return [
    ...["-name", `guest=${escape(machine.name)}`, "-uuid", machine.machineId],
    ...["-nodefaults", "-no-user-config", "-display", "none"],
    ...["-sandbox", "on,elevateprivileges=deny,spawn=deny"],
    ...processor(machine),
    ...[
      "-chardev",
      `file,id=console,path=${files.console},append=on`,
      "-serial",
      "chardev:console",
    ],
    ...[
      "-chardev",
      `socket,id=qmp,path=${files.qmp},server=on,wait=off`,
      "-mon",
      "chardev=qmp,mode=control",
    ],
    ...["-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng"],
    ...boot(machine),
    ...disk("disk", "qcow2", files.disk, "slipway-disk"),
    ...disk("seed", "raw", files.seed, "slipway-seed"),
    ...machine.volumes.flatMap(({ file, serial }, i) => disk(volumeNode(i), "qcow2", file, serial)),
    ...network(machine),
  ];
}

/** QEMU's name for the machine's volume number `index`. */
export function volumeNode(index: number): string {
  return `volume${String(index)}`;
}

/** The card's hardware address: the same on every start, different for every card of a stack. */
export function macAddress(machine: string, card: "lan" | "outside"): string {
  const hash = createHash("sha256").update(`${machine}/${card}`).digest("hex");
  const bytes = hash.slice(0, 10).match(/../g) ?? [];
  return ["02", ...bytes].join(":"); // 02: locally administered, not multicast
}

function processor(machine: QemuMachine): string[] {
  const accel =
    machine.accelerator === "kvm"
      ? ["-accel", "kvm", "-cpu", "host"]
      : [
          "-accel",
          `tcg,thread=multi,tb-size=${String(TRANSLATION_CACHE_MIB)}`,
          "-cpu",
          TRANSLATED_CPU,
        ];
  const size = ["-smp", String(machine.vcpus), "-m", `size=${String(machine.memoryMiB)}M`];
  return ["-machine", "q35,sata=off", ...accel, ...size];
}

function boot(machine: QemuMachine): string[] {
  if (machine.kernelCommandLine === undefined) return ["-boot", "order=c,strict=on"];
  return ["-kernel", files.kernel, "-initrd", files.initrd, "-append", machine.kernelCommandLine];
}

function disk(node: string, driver: string, file: string, serial: string, extra = ""): string[] {
  const source = `driver=${driver},node-name=${node},discard=unmap,file.driver=file,file.filename=${escape(file)}`;
  return ["-blockdev", source, "-device", `virtio-blk-pci,drive=${node},serial=${serial}${extra}`];
}

function network(machine: QemuMachine): string[] {
  const lan =
    machine.switchFolder === undefined
      ? []
      : ["-netdev", `vde,id=lan,sock=${escape(machine.switchFolder)}`, ...card(machine, "lan")];
  return [...lan, "-netdev", outside(machine), ...card(machine, "outside")];
}

/** Without a namespace around it QEMU would hand out this host's loopback: then there is no outside at all. */
function outside(machine: QemuMachine): string {
  const isolated = machine.outside === "isolated";
  const door = isolated
    ? `${NAMESPACE_ADDRESS}:${String(NAMESPACE_SSH_PORT)}`
    : `127.0.0.1:${String(machine.sshPort)}`;
  const forward = machine.sshPort === undefined ? "" : `,hostfwd=tcp:${door}-:22`;
  return `user,id=outside,ipv6=off${isolated ? "" : ",restrict=on"}${forward}`;
}

function card(machine: QemuMachine, id: "lan" | "outside"): string[] {
  return ["-device", `virtio-net-pci,netdev=${id},mac=${macAddress(machine.name, id)},romfile=`];
}

/** QEMU's options are split at commas; a doubled one stands for itself. */
function escape(value: string): string {
  return value.replaceAll(",", ",,");
}
