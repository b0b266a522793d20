import { expect } from "chai";
import type { QemuMachine } from "../../../../lib/platform/local/qemu-args";
import { macAddress, qemuArgs } from "../../../../lib/platform/local/qemu-args";

const machine: QemuMachine = {
  name: "p-dev/lisa-master",
  machineId: "7b0c2a44-0000-4000-8000-000000000001",
  accelerator: "tcg",
  vcpus: 2,
  memoryMiB: 1024,
  kernelCommandLine: "root=/dev/vda1 rw quiet console=ttyS0",
  switchFolder: "/d/slipway/local/p-dev/networks/net/switch",
  sshPort: 20022,
  outside: "isolated",
  volumes: [{ file: "/d/slipway/volumes/p-dev/home.qcow2", serial: "slipway-home" }],
};
const text = (own: Partial<QemuMachine> = {}) => qemuArgs({ ...machine, ...own }).join(" ");
const without = (key: keyof QemuMachine) => {
  const rest = Object.entries(machine).filter(([name]) => name !== key);
  return qemuArgs(Object.fromEntries(rest) as unknown as QemuMachine).join(" ");
};

describe("QEMU's arguments", () => {
  it("are these for a master with its kernel, a network, ssh and a volume", () => {
    expect(qemuArgs(machine)).to.deep.equal([
      ...["-name", "guest=p-dev/lisa-master", "-uuid", "7b0c2a44-0000-4000-8000-000000000001"],
      ...["-nodefaults", "-no-user-config", "-display", "none"],
      ...["-sandbox", "on,elevateprivileges=deny,spawn=deny"],
      ...[
        "-machine",
        "q35,sata=off",
        "-accel",
        "tcg,thread=multi,tb-size=128",
        "-cpu",
        "max,la57=off",
      ],
      ...["-smp", "2", "-m", "size=1024M"],
      ...["-chardev", "file,id=console,path=console.log,append=on", "-serial", "chardev:console"],
      ...["-chardev", "socket,id=qmp,path=qmp.sock,server=on,wait=off"],
      ...["-mon", "chardev=qmp,mode=control"],
      ...[
        "-object",
        "rng-random,id=rng,filename=/dev/urandom",
        "-device",
        "virtio-rng-pci,rng=rng",
      ],
      ...["-kernel", "vmlinuz", "-initrd", "initrd"],
      ...["-append", "root=/dev/vda1 rw quiet console=ttyS0"],
      "-blockdev",
      "driver=qcow2,node-name=disk,discard=unmap,file.driver=file,file.filename=disk.qcow2",
      ...["-device", "virtio-blk-pci,drive=disk,serial=slipway-disk"],
      "-blockdev",
      "driver=raw,node-name=seed,discard=unmap,file.driver=file,file.filename=seed.img",
      ...["-device", "virtio-blk-pci,drive=seed,serial=slipway-seed"],
      "-blockdev",
      "driver=qcow2,node-name=volume0,discard=unmap,file.driver=file,file.filename=/d/slipway/volumes/p-dev/home.qcow2",
      ...["-device", "virtio-blk-pci,drive=volume0,serial=slipway-home"],
      ...["-netdev", "vde,id=lan,sock=/d/slipway/local/p-dev/networks/net/switch"],
      ...["-device", `virtio-net-pci,netdev=lan,mac=${macAddress(machine.name, "lan")},romfile=`],
      ...["-netdev", "user,id=outside,ipv6=off,hostfwd=tcp:10.0.9.100:2222-:22"],
      "-device",
      `virtio-net-pci,netdev=outside,mac=${macAddress(machine.name, "outside")},romfile=`,
    ]);
  });

  const cases: [string, () => string, RegExp, RegExp][] = [
    [
      "KVM uses the host's processor",
      () => text({ accelerator: "kvm" }),
      /-accel kvm -cpu host/,
      /tcg/,
    ],
    [
      "a machine that is not public has no port",
      () => without("sshPort"),
      /user,id=outside/,
      /hostfwd/,
    ],
    [
      "a machine without network has only the outside",
      () => without("switchFolder"),
      /outside/,
      /vde|=lan/,
    ],
    [
      "a stock image boots by itself",
      () => without("kernelCommandLine"),
      /-boot order=c/,
      /-kernel/,
    ],
    [
      "a comma in a path stays part of it",
      () => text({ switchFolder: "/a,b" }),
      /sock=\/a,,b/,
      /a,b /,
    ],
  ];
  for (const [name, args, has, lacks] of cases) {
    it(`say that ${name}`, () => {
      expect(args()).to.match(has).and.not.to.match(lacks);
    });
  }

  it("listen on no address but that of the namespace, or 127.0.0.1 where there is none", () => {
    for (const [outside, address] of [
      ["isolated", "10.0.9.100:2222"],
      ["restricted", "127.0.0.1:20022"],
    ] as const) {
      expect(text({ outside }).match(/hostfwd=\S+/g)).to.deep.equal([`hostfwd=tcp:${address}-:22`]);
      expect(text({ outside })).not.to.match(/vnc|telnet|tcp::|0\.0\.0\.0/);
    }
  });

  it("let nothing out without a namespace around QEMU", () => {
    expect(text({ outside: "restricted" })).to.match(/user,id=outside,ipv6=off,restrict=on/);
    expect(text()).not.to.contain("restrict");
  });
});

describe("hardware addresses", () => {
  it("are locally administered and of one card only", () => {
    const cards = ["a/m", "a/n", "b/m"].flatMap((name) => [
      macAddress(name, "lan"),
      macAddress(name, "outside"),
    ]);
    expect(new Set(cards).size).to.equal(6);
    for (const card of cards) expect(card).to.match(/^02(:[0-9a-f]{2}){5}$/);
  });

  it("stay the same when the machine starts again", () => {
    expect(macAddress("a/m", "lan")).to.equal(macAddress("a/m", "lan"));
  });
});
