import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { HostileCluster } from "./hostile-cluster";

const LOGIN_SEC = 150;

/** Where bob may write. */
const FOLDERS = ["/scratch/bob", "/tmp", "/var/tmp", "/dev/shm", "/home/bob"];

/** Those of them that a boot finds as they were left; /dev/shm begins empty. */
const DISKS = ["/scratch", "/tmp", "/var/tmp", "/home"];

/** A disk with less is full, KiB. What is kept for root does not count as available. */
const FULL_KIB = 1024;

/** Takes all space of a folder that its file system gives, in ever smaller pieces. */
const fill = (folder: string): string => `python3 - <<'PYTHON'
import os
path = os.path.join("${folder}", "fill-" + os.environ["USER"])
file, size, step = os.open(path, os.O_CREAT | os.O_WRONLY), 0, 1 << 30
while step >= 4096:
    try:
        os.posix_fallocate(file, size, step)
        size += step
    except OSError:
        step //= 2
PYTHON`;

/** Says how the kernel answers who asks for the metadata, without sending anything to a service that may not be there. */
const ASK_METADATA = `python3 - <<'PYTHON'
import socket
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("169.254.169.254", 80))
    print("asked")
except OSError as error:
    print(type(error).__name__)
PYTHON`;

/** Whatever users may write, what the services need stays free, and the next boot comes up. */
export function reboot(cluster: HostileCluster): void {
  before(async () => {
    await cluster.mustAs("alice", "master", "echo mine >kept");
    for (const folder of FOLDERS) await cluster.as("bob", "master", fill(folder), 120);
  });

  after(async () => {
    const files = FOLDERS.map((folder) => `${folder}/fill-bob`).join(" ");
    await cluster.mustOperate("master", `sudo rm -f ${files}`);
  });

  it("keeps room on the master for its services while a user has filled all that he could", async () => {
    const free = await cluster.mustOperate(
      "master",
      "df --block-size=1M --output=avail / | tail -n 1",
    );
    expect(Number(free), "MiB free on /").to.be.greaterThan(100);
    const job = "echo hostname | qsub -W block=true -j oe -o /dev/null";
    await cluster.mustAs("alice", "master", job, 90);
  });

  it("comes up again although all disks are full", async () => {
    const free = `df --block-size=1K --output=avail ${DISKS.join(" ")} | tail -n +2`;
    const left = (await cluster.mustAs("bob", "master", free)).split("\n").map(Number);
    expect(left).to.have.length(DISKS.length);
    for (const [index, disk] of DISKS.entries())
      expect(left[index], `KiB that bob left free on ${disk}`).to.be.below(FULL_KIB);
    const boot = "cat /proc/sys/kernel/random/boot_id";
    const before = await cluster.mustOperate("master", boot);
    await cluster.operator("master", "sudo systemctl reboot", 20);
    const after = await untilAnother(before);
    expect(after).to.match(/^[0-9a-f-]{36}$/);
    const ready =
      "for _ in $(seq 120); do [ -e /run/slipway/done ] && exit 0; [ ! -e /run/slipway/failed ] || break; sleep 1; done; cat /run/slipway/failed; exit 1";
    const result = await cluster.operator("master", ready, LOGIN_SEC);
    expect(result.code, result.stdout).to.equal(0);
    await cluster.mustAs("alice", "master", "qstat -q && cat kept");
  });

  it("has closed the metadata service to users before anybody could log in", async () => {
    const unit = "slipway-metadata.service";
    const times = await cluster.mustOperate(
      "master",
      `sudo systemctl show --property=ActiveEnterTimestampMonotonic --value ${unit}
sudo systemctl show --property=ExecMainStartTimestampMonotonic --value ssh.service`,
    );
    const [closed = 0, login = 0] = times.split(/\s+/).map(Number);
    expect(closed, "microseconds from power-on").to.be.greaterThan(0);
    expect(closed, "microseconds from power-on").to.be.below(login);
    const ask = await cluster.mustAs("bob", "master", ASK_METADATA);
    expect(ask).to.equal("PermissionError");
  });

  async function untilAnother(boot: string): Promise<string> {
    const end = Date.now() + LOGIN_SEC * 1000;
    while (Date.now() < end) {
      const { stdout } = await cluster.operator(
        "master",
        "cat /proc/sys/kernel/random/boot_id",
        15,
      );
      if (stdout !== "" && stdout.trim() !== boot) return stdout.trim();
      await sleep(1000);
    }
    return "none: the master does not come up";
  }
}
