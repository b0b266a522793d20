import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { seedFiles, writeSeed } from "../../../../lib/platform/local/seed";
import { World } from "./world";

const seed = {
  instanceId: "7b0c",
  hostname: "master",
  userData: `#cloud-config\n# ${"long ".repeat(300_000)}\n`,
  lan: { mac: "02:00:00:00:00:01", address: "10.77.0.10", prefix: 24 },
  outsideMac: "02:00:00:00:00:02",
};

describe("the seed disk", () => {
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  it("holds what cloud-init looks for, also where user data is large", async () => {
    const file = path.join(world.root, "seed.img");
    await writeSeed(file, seed);
    const back = (name: string) =>
      execFileSync("mtype", ["-i", file, `::${name}`], { encoding: "utf8", maxBuffer: 1e8 });
    for (const [name, text] of Object.entries(seedFiles(seed))) expect(back(name)).to.equal(text);
    expect(execFileSync("mlabel", ["-s", "-i", file, "::"], { encoding: "utf8" })).to.contain(
      "CIDATA",
    );
    expect(fs.statSync(file).mode & 0o777).to.equal(0o600);
  });

  it("has no partition table, so that a guest sees one file system", async () => {
    const file = path.join(world.root, "seed.img");
    await writeSeed(file, seed);
    expect(
      fs
        .readFileSync(file)
        .subarray(446, 510)
        .every((byte) => byte === 0),
    ).to.equal(true);
  });

  it("names the machine and makes it a new one", () => {
    expect(parse(seedFiles(seed)["meta-data"])).to.deep.equal({
      "instance-id": "7b0c",
      "local-hostname": "master",
    });
  });

  it("gives both cards fixed addresses", () => {
    expect(parse(seedFiles(seed)["network-config"])).to.deep.equal({
      version: 2,
      ethernets: {
        lan: {
          match: { macaddress: "02:00:00:00:00:01" },
          dhcp4: false,
          addresses: ["10.77.0.10/24"],
        },
        outside: {
          match: { macaddress: "02:00:00:00:00:02" },
          dhcp4: false,
          addresses: ["10.0.2.15/24"],
          routes: [{ to: "0.0.0.0/0", via: "10.0.2.2" }],
          nameservers: { addresses: ["10.0.9.3"] },
        },
      },
    });
  });

  it("has only the outside card for a machine without network", () => {
    const alone = Object.fromEntries(
      Object.entries(seed).filter(([key]) => key !== "lan"),
    ) as typeof seed;
    const { ethernets } = parse(seedFiles(alone)["network-config"]) as { ethernets: object };
    expect(Object.keys(ethernets)).to.deep.equal(["outside"]);
  });
});
