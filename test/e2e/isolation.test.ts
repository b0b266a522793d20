import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { ensureImage } from "../../lib/image/builder";
import { planImage } from "../../lib/image/plan";
import { allProcesses, machineFolder, sshPortOf, virtualMachine } from "./support/local-machines";
import { ROOT } from "./support/sandbox";
import { Site } from "./support/site";
import { TestStack } from "./support/test-stack";

// Names on the site's computer, and beyond its gateway (support/site).
const LISTENERS = ["tcp:127.0.0.1:7001", "tcp:0.0.0.0:7002", "grpc:127.0.0.1:7003"];
const DATAGRAMS = ["udp:127.0.0.1:7004", "udp:0.0.0.0:7005"];
const METADATA = "169.254.169.254";
const HOST = "192.0.2.10";
/** What a guest's own kernel would not send out. */
const LOCAL = ["127.0.0.1", "127.0.0.2", "127.0.0.53", "0.0.0.0"];
const HOSTS = [HOST, METADATA, "10.0.2.2", "10.0.2.3", "10.0.9.2", "10.0.9.100", "255.255.255.255"];

interface Scan {
  readonly answered: string[];
  readonly tries: number;
}

describe("a guest and this computer", function () {
  this.timeout(1_200_000);
  let site: Site;
  let stacks: TestStack[] = [];
  let ssh: string[];

  before(async () => {
    await ensureImage(planImage({ kind: "orchestrator" }), () => undefined); // beyond the site there is no Debian
    site = await Site.open();
    await site.listen("here", [...LISTENERS, ...DATAGRAMS, "dns:127.0.0.53:53"]);
    await site.listen("beyond", ["http:0.0.0.0:80", "udp:0.0.0.0:7005"]);
    stacks = [await TestStack.open("machine"), await TestStack.open("machine")];
    await Promise.all(stacks.map((stack) => stack.mustUp({})));
    ssh = await Promise.all(stacks.map(async (stack) => String((await stack.outputs()).ssh)));
  });

  after(async () => {
    for (const stack of stacks) await stack.close();
    site.close();
  });

  /** Runs a bash script in the first guest; `ssh` of this process is the site's. */
  const inGuest = (text: string) =>
    execFileSync("bash", ["-c", `${ssh[0] ?? ""} bash -s`], {
      encoding: "utf8",
      input: text,
    }).trim();
  const ports = () => stacks.map(({ sandbox }) => sshPortOf(sandbox, "probe"));
  const script = readFileSync(path.join(ROOT, "test/e2e/support/site/scan.py")).toString("base64");

  it("has listeners that answer whoever is on this computer: silence means something", async () => {
    const tried = ["127.0.0.1 7001", `${HOST} 7002`, "127.0.0.1 7003", `${METADATA} 80`];
    const doors = ports().map((port) => `127.0.0.1 ${String(port)}`);
    for (const one of [...tried, ...doors]) {
      site.run(["bash", "-c", `exec 3<>/dev/tcp/${one.replace(" ", "/")}`]);
    }
    await sleep(500); // for the listeners' words
    expect(site.callers).to.include("grpc 127.0.0.1 7003");
  });

  it("answers nothing to root of a guest, however the packets are made", async () => {
    site.callers = [];
    const tcp = [7001, 7002, 7003, 80, ...ports()];
    const asked = JSON.stringify({ local: LOCAL, hosts: HOSTS, tcp, udp: [7004, 7005] });
    const run = `echo ${script} | base64 -d >/tmp/scan.py; sudo python3 -I /tmp/scan.py '${asked}'`;
    const { answered, tries } = JSON.parse(inGuest(run)) as Scan;
    console.log(`      ${String(tries)} tries, ${String(answered.length)} answered`);
    expect(answered).to.deep.equal([]);
    expect(tries).to.be.greaterThan(100);
    await sleep(500);
    expect(site.callers).to.deep.equal([]);
  });

  it("lets a guest out to the rest of the world, with names that this computer's resolver knows", () => {
    const fetch = 'print(r.urlopen("http://somewhere.test/", timeout=20).read().decode())';
    expect(inGuest(`python3 -c 'import urllib.request as r; ${fetch}'`)).to.equal("beyond");
  });

  it("mends the way in and out when slirp4netns was killed, without a restart of the guest", async () => {
    const [stack = expect.fail()] = stacks;
    const boot = inGuest("cat /proc/sys/kernel/random/boot_id");
    const { pid } = virtualMachine(stack.sandbox, "probe");
    const helper = allProcesses().find(({ argv }) =>
      new RegExp(`slirp4netns .* ${String(pid)} `).test(argv),
    );
    process.kill(helper?.pid ?? expect.fail("no slirp4netns"), "SIGKILL");
    await sleep(500);
    const up = await stack.mustUp({});
    expect(up.changes).to.include({ update: 1 });
    expect(inGuest("cat /proc/sys/kernel/random/boot_id")).to.equal(boot);
  });

  it("keeps the stack's passphrase from what works for the guest, and its folder from other users", () => {
    const [{ sandbox } = expect.fail()] = stacks;
    const { pid } = virtualMachine(sandbox, "probe");
    const environment = readFileSync(`/proc/${String(pid)}/environ`, "utf8");
    expect(environment).not.to.match(/PULUMI|PASSPHRASE|XDG_/);
    expect(site.run(["stat", "-c", "%a", machineFolder(sandbox, "probe")])).to.equal("700");
  });

  it("has nothing left of a destroyed machine", async () => {
    const [stack = expect.fail()] = stacks;
    const { pid } = virtualMachine(stack.sandbox, "probe");
    expect((await stack.destroy()).ok).to.equal(true);
    const left = allProcesses().filter(({ argv }) => argv.includes(` ${String(pid)} tap0`));
    expect(left).to.deep.equal([]);
  });
});
