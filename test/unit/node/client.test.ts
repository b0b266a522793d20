import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import type { NodeBootInputs } from "../../../lib/node/args";
import { waitForNode } from "../../../lib/node/client";
import { makeKey } from "./fake-ssh-server";

const key = makeKey();

const inputs = (changes: Partial<NodeBootInputs> = {}): NodeBootInputs => ({
  observer: { platform: "local", key: { stack: "demo-dev", machine: "none" } },
  machineId: "m-1",
  node: "worker-1",
  role: "torque-worker",
  deadlineSec: 5,
  ssh: {
    host: "127.0.0.1",
    port: 1,
    user: "slipway",
    hostKey: key.public,
    privateKey: key.private,
  },
  stack: "demo-dev",
  signal: "recipes",
  masked: [],
  ...changes,
});

describe("waiting for a node of a platform", () => {
  let home: string;
  const saved = process.env.XDG_DATA_HOME;
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(tmpdir(), "slipway-test-"));
    process.env.XDG_DATA_HOME = home;
  });
  afterEach(() => {
    if (saved === undefined) delete process.env.XDG_DATA_HOME;
    else process.env.XDG_DATA_HOME = saved;
    fs.rmSync(home, { recursive: true });
  });

  async function failure(changes: Partial<NodeBootInputs> = {}): Promise<string> {
    try {
      await waitForNode(inputs(changes));
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("the wait succeeded");
  }

  for (const signal of ["recipes", "cloud-init"] as const) {
    it(`fails when the machine is not there, and names the evidence (${signal})`, async () => {
      const message = await failure({ signal });
      expect(message).to.match(
        /^worker-1: the VM stopped while booting \(no machine none of demo-dev/,
      );
      const folder = /\nevidence: (.*)$/.exec(message)?.[1] ?? "";
      expect(folder.startsWith(path.join(home, "slipway/evidence/demo-dev/"))).to.be.true;
      expect(fs.readdirSync(folder).sort()).to.deep.equal(["ssh.txt", "summary.txt"]);
    });
  }

  it("fails with the cause although the evidence can't be kept, without secrets", async () => {
    fs.mkdirSync(path.join(home, "slipway"));
    fs.writeFileSync(path.join(home, "slipway/evidence"), "a file where the folder should be");
    const message = await failure({ masked: ["no machine none"] });
    expect(message).to.match(/^worker-1: the VM stopped while booting \(\*\*\* of demo-dev/);
    expect(message).to.match(/\nno evidence kept: Error: (?:ENOTDIR|EEXIST)/);
  });

  it("fails with control characters of a guest's words escaped", async () => {
    const key = { stack: "demo-dev", machine: "a\u001b[2J\u009b\u202eb" };
    expect(await failure({ observer: { platform: "local", key } })).to.contain(
      "no machine a\\u{1b}[2J\\u{9b}\\u{202e}b of demo-dev",
    );
  });

  it("fails on a platform that this version has not", async () => {
    const observer = { platform: "stratuslab", key: {} } as const;
    expect(await failure({ observer })).to.equal(
      "worker-1: platform stratuslab is not one of this version's",
    );
  });
});
