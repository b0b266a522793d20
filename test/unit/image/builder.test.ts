import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { ensureImage, ensureImageOf, imageExists } from "../../../lib/image/builder";
import { imageFolder } from "../../../lib/image/cache";
import { Builder, removeCommand } from "../../../lib/image/confinement";
import { planImage } from "../../../lib/image/plan";
import { asUser, withStubs } from "./stub-build";

const failure = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not fail");
};

describe("ensureImage", function () {
  this.timeout(30_000);

  it("builds the image after those that it derives from, each once", async () => {
    await withStubs({}, async ({ calls }) => {
      const { built, name } = await ensureImageOf({ kind: "torque-worker", packages: ["git"] });
      expect(built).to.equal(true);
      expect(imageExists(name)).to.equal(true);
      const scripts = calls().map((line) => line.replace(/-[0-9a-f]{12}\.building/, ""));
      expect(scripts).to.deep.equal([
        "root.sh slipway-orchestrator packages=",
        "root.sh slipway-torque-node packages=",
        "root.sh slipway-torque-worker packages=git",
        "disk.sh slipway-torque-worker packages=",
      ]);
    });
  });

  it("leaves disk, kernel, initrd, manifest and log, and no work folder", async () => {
    await withStubs({}, async ({ cache }) => {
      const { name } = await ensureImageOf({ kind: "orchestrator" });
      expect(fs.readdirSync(imageFolder(name)).sort()).to.deep.equal(
        ["build.log", "disk.qcow2", "initrd", "manifest.json", "packages.txt", "vmlinuz"].sort(),
      );
      expect(fs.readdirSync(path.join(cache, "images"))).to.deep.equal([name]);
      const manifest = JSON.parse(
        fs.readFileSync(path.join(imageFolder(name), "manifest.json"), "utf8"),
      ) as Record<string, unknown>;
      const { suite } = planImage({ kind: "orchestrator" });
      expect(manifest).to.deep.include({ name, suite, packageVersions: ["sudo 1.9"] });
    });
  });

  it("does nothing when the image is there, and takes no time", async () => {
    await withStubs({}, async ({ calls }) => {
      const plan = planImage({ kind: "orchestrator" });
      await ensureImage(plan);
      const before = calls().length;
      const { built, seconds } = await ensureImage(plan);
      expect(built).to.equal(false);
      expect(seconds).to.be.below(0.5);
      expect(calls()).to.have.length(before);
    });
  });

  it("builds a shared parent once when two images are asked for at the same time", async () => {
    await withStubs({ STUB_SLOW: "0.2" }, async ({ calls }) => {
      const kinds = ["torque-master", "torque-worker", "torque-master"];
      const results = await Promise.all(kinds.map((kind) => ensureImageOf({ kind })));
      expect(results.filter(({ built }) => built)).to.have.length(2);
      const parents = calls().filter((line) => line.startsWith("root.sh slipway-orchestrator"));
      expect(parents).to.have.length(1);
    });
  });

  it("builds over what an interrupted build left", async () => {
    await withStubs({}, async () => {
      const plan = planImage({ kind: "orchestrator" });
      const left = `${imageFolder(plan.name)}.building`;
      fs.mkdirSync(path.join(left, "root"), { recursive: true });
      fs.writeFileSync(path.join(left, "disk.qcow2"), "half");
      expect(imageExists(plan.name)).to.equal(false);
      await ensureImage(plan);
      expect(fs.readFileSync(path.join(imageFolder(plan.name), "disk.qcow2"), "utf8")).to.equal("");
    });
  });

  it("fails with script, code, log and last lines, keeps the log and no image", async () => {
    await withStubs({ STUB_FAIL: "1" }, async () => {
      const plan = planImage({ kind: "orchestrator" });
      const message = await failure(ensureImage(plan));
      const log = `${imageFolder(plan.name)}.building.log`;
      expect(message).to.match(/^image build: root\.sh failed, exit code 100; log: /);
      expect(message).to.include(log).and.to.include("Unable to locate package nonesuch");
      expect(fs.readFileSync(log, "utf8")).to.include("nonesuch");
      expect(imageExists(plan.name)).to.equal(false);
      expect(fs.existsSync(`${imageFolder(plan.name)}.building`)).to.equal(false);
    });
  });

  it("builds after a failure, without anybody's help", async () => {
    await withStubs({ STUB_FAIL: "1" }, async ({ set }) => {
      await failure(ensureImageOf({ kind: "orchestrator" }));
      set({});
      expect((await ensureImageOf({ kind: "orchestrator" })).built).to.equal(true);
    });
  });

  it("fails when the recipes changed during the build, and keeps no image", async () => {
    await withStubs({}, async () => {
      const plan = { ...planImage({ kind: "orchestrator" }), name: "slipway-orchestrator-before" };
      expect(await failure(ensureImage(plan))).to.match(/recipes of orchestrator changed/);
      expect(imageExists(plan.name)).to.equal(false);
    });
  });

  it("tells each line as it comes", async () => {
    await withStubs({ STUB_FAIL: "1" }, async () => {
      const lines: string[] = [];
      await failure(
        ensureImage(planImage({ kind: "orchestrator" }), (line) => {
          lines.push(line);
        }),
      );
      expect(lines).to.deep.equal(["E: Unable to locate package nonesuch"]);
    });
  });

  it("gives builds nothing of this process's environment but ways out and words", async () => {
    Object.assign(process.env, { PULUMI_CONFIG_PASSPHRASE: "hidden", https_proxy: "http://proxy" });
    await withStubs({}, async ({ environment }) => {
      await ensureImageOf({ kind: "orchestrator" });
      expect(environment()).not.to.include("hidden");
      expect(environment()).to.match(/^https_proxy=http:\/\/proxy$/m);
      expect(environment()).to.match(/^PATH=.*:\/usr\/sbin:/m);
    });
    delete process.env.PULUMI_CONFIG_PASSPHRASE;
    delete process.env.https_proxy;
  });
});

describe("when the packages of an image were taken", function () {
  this.timeout(30_000);
  const OCTOBER = "Thu, 01 Oct 2026 08:00:00 UTC";
  const NOVEMBER = "Sun, 01 Nov 2026 08:00:00 UTC";
  const taken = async (kind: string, packageState?: string): Promise<string | undefined> =>
    (await ensureImageOf({ kind, packageState })).packagesAt;

  it("is what the archive's lists say, not the day of the build", async () => {
    await withStubs({ STUB_DATE: OCTOBER }, async () => {
      expect(await taken("orchestrator")).to.equal("2026-10-01T08:00:00.000Z");
    });
  });

  it("is that of the oldest part", async () => {
    await withStubs({ STUB_DATE: OCTOBER }, async ({ set }) => {
      await taken("torque-master");
      set({ STUB_DATE: NOVEMBER });
      expect(await taken("torque-worker")).to.equal("2026-10-01T08:00:00.000Z");
    });
  });

  it("is new in all parts with another package state, which builds the parents too", async () => {
    await withStubs({ STUB_DATE: OCTOBER }, async ({ set, calls }) => {
      await taken("torque-worker");
      const before = calls().length;
      set({ STUB_DATE: NOVEMBER });
      expect(await taken("torque-worker", "2026-11")).to.equal("2026-11-01T08:00:00.000Z");
      expect(calls().slice(before)).to.have.length(4);
    });
  });

  it("is new in all parts when the packed parents are a week old", async () => {
    await withStubs({ STUB_DATE: OCTOBER }, async ({ set, cache }) => {
      await taken("torque-master");
      const weekAgo = Date.now() / 1000 - 7 * 86_400 - 60;
      const roots = path.join(cache, "roots");
      for (const root of fs.readdirSync(roots))
        fs.utimesSync(path.join(roots, root, "manifest.json"), weekAgo, weekAgo);
      set({ STUB_DATE: NOVEMBER });
      expect(await taken("torque-worker")).to.equal("2026-11-01T08:00:00.000Z");
    });
  });
});

describe("who builds", function () {
  this.timeout(30_000);
  const logOfBuild = async (): Promise<string> => {
    const { name } = await ensureImageOf({ kind: "orchestrator" });
    return fs.readFileSync(path.join(imageFolder(name), "build.log"), "utf8").split("\n")[0] ?? "";
  };

  it("is an ordinary user, without sudo, where user namespaces work", async () => {
    await asUser(() =>
      withStubs({}, async ({ sudo }) => {
        expect(await logOfBuild()).to.match(/^builds without root: .*accounts that nobody has$/);
        expect(sudo()).to.equal("");
      }),
    );
  });

  it("is sudo, confined, where they are closed to users, and says why", async () => {
    await asUser(() =>
      withStubs({ STUB_REFUSED: "--map-root-user" }, async ({ sudo }) => {
        expect(await logOfBuild()).to.match(/^builds through sudo, because .+: .*nobody has$/);
        expect(sudo()).to.match(/^sudo -n env .*unshare --mount -- bash .*confine\.sh root\.sh /m);
      }),
    );
  });

  it("is this computer's root only where they don't work at all", async () => {
    await asUser(() =>
      withStubs({ STUB_REFUSED: "confine.sh" }, async () => {
        expect(await logOfBuild()).to.match(
          /^builds through sudo, .* for root \(unshare: .*not permitted\): .* as root of this computer$/,
        );
      }),
    );
  });

  it("fails, instead of letting scripts run as root, where the cause is another than namespaces", async () => {
    await asUser(() =>
      withStubs({ STUB_PROBE: "chown: No space left on device" }, async ({ calls }) => {
        expect(await failure(ensureImageOf({ kind: "orchestrator" }))).to.match(
          /^image build: root can't build here: chown: No space left on device; run `sudo -v`/,
        );
        expect(calls()).to.deep.equal([""]);
      }),
    );
  });

  it("never lets sudo ask for a password, which would stop the build in the background", async () => {
    await asUser(() =>
      withStubs({ STUB_REFUSED: "--map-root-user" }, async ({ sudo }) => {
        await ensureImageOf({ kind: "torque-worker" });
        for (const line of sudo().split("\n")) expect(line).to.match(/^sudo -n /);
      }),
    );
    expect(removeCommand(Builder.Sudo, "/folder").slice(0, 2)).to.deep.equal(["sudo", "-n"]);
    expect(removeCommand(Builder.SudoUnconfined, "/f").slice(0, 2)).to.deep.equal(["sudo", "-n"]);
  });

  it("is root, confined, when root runs it", async () => {
    await withStubs({}, async () => {
      const { getuid } = process;
      process.getuid = () => 0;
      expect(await logOfBuild()).to.match(/^builds as root: .*accounts that nobody has$/);
      if (getuid !== undefined) process.getuid = getuid;
    });
  });
});
