import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { withLock } from "../../../../lib/image/cache";
import { localImageStore } from "../../../../lib/platform/local/image-store";
import { createMachine } from "../../../../lib/platform/local/machine-client";
import { readRecord, writeRecord } from "../../../../lib/platform/local/record";
import { StoredForm, type StoredImage } from "../../../../lib/platform/image-store";
import { machineInputs, World } from "./world";

const OLD = "slipway-torque-master-000000000001";

describe("the images in this computer's cache", function () {
  this.timeout(30_000);
  let world: World;
  let images: string;
  beforeEach(() => {
    world = new World();
    images = path.join(world.root, "cache/slipway/images");
  });
  afterEach(() => world.close());

  const only = async (): Promise<StoredImage> => {
    const { images: found } = await localImageStore.stock();
    const [first, ...others] = found;
    if (first === undefined || others.length > 0) throw new Error("there is not just one");
    return first;
  };
  const failureOf = (action: Promise<void>): Promise<string> =>
    action.then(
      () => "",
      (error: unknown) => (error as Error).message,
    );

  it("are listed with packages, size and age, and nothing else of the cache is", async () => {
    world.addImage(OLD, 1, { packages: ["git"] });
    fs.writeFileSync(path.join(images, `${OLD}.building.log`), "");
    const image = await only();
    expect(image).to.deep.include({ id: `images/${OLD}`, name: OLD, kind: "torque-master" });
    expect(image).to.deep.include({ form: "image", packages: ["git"], users: [] });
    expect(image.bytes).to.be.within(1, 10_000_000);
    expect(Date.now() - image.madeAt.getTime()).to.be.below(60_000);
  });

  it("are none where there is no cache", async () => {
    fs.rmSync(path.join(world.root, "cache"), { recursive: true, force: true });
    expect((await localImageStore.stock()).images).to.deep.equal([]);
  });

  it("are removed wholly", async () => {
    world.addImage(OLD, 1);
    await localImageStore.remove(await only());
    expect(fs.readdirSync(images)).to.deep.equal(["tiny"]);
  });

  it("are used by the machines whose disks lie above them, and then can't be removed", async () => {
    world.addImage(OLD, 1);
    const before = await only();
    await createMachine(machineInputs({ image: OLD }));
    expect((await only()).users).to.deep.equal(["machine m of p-dev"]);
    expect(await failureOf(localImageStore.remove(before))).to.equal(
      "is used by machine m of p-dev now",
    );
    expect(fs.existsSync(path.join(images, OLD, "disk.qcow2"))).to.equal(true);
  });

  it("are used by machines that have them by a path, or have a copy of them", async () => {
    const disk = world.addImage(OLD, 1);
    await createMachine(machineInputs({ image: disk }));
    expect((await only()).users).to.deep.equal(["machine m of p-dev"]);
    const record = readRecord("p-dev", "m");
    if (record === undefined) throw new Error("no record");
    const base = path.join(world.data, "local/p-dev/machines/m/base.img");
    fs.copyFileSync(disk, `${base}.copy`);
    fs.renameSync(`${base}.copy`, base);
    expect((await only()).users).to.deep.equal([]);
    writeRecord({ ...record, image: OLD });
    expect((await only()).users).to.deep.equal(["machine m of p-dev"]);
  });

  it("are used by machines of another data folder, which only their links tell", async () => {
    const disk = world.addImage(OLD, 1);
    fs.linkSync(disk, path.join(world.root, "elsewhere.img"));
    expect((await only()).users).to.deep.equal(["1 more machine"]);
    fs.linkSync(disk, path.join(world.root, "elsewhere-2.img"));
    expect((await only()).users).to.deep.equal(["2 more machines"]);
  });

  it("are, as roots, what images are built from", async () => {
    const root = path.join(world.root, "cache/slipway/roots", OLD);
    fs.mkdirSync(root, { recursive: true });
    fs.writeFileSync(path.join(root, "manifest.json"), "{}");
    const image = await only();
    expect(image).to.deep.include({ id: `roots/${OLD}`, form: StoredForm.Root, packages: [] });
    await localImageStore.remove(image);
    expect(fs.existsSync(root)).to.equal(false);
  });

  it("leave, when builds or removals are cut off, rests that can be removed", async () => {
    for (const end of [".building", ".removing", ".building.removing"]) {
      const rest = path.join(images, `${OLD}${end}`);
      fs.mkdirSync(path.join(rest, "root"), { recursive: true });
      const image = await only();
      expect(image).to.deep.include({ id: `images/${OLD}${end}`, name: OLD, form: "rest" });
      await localImageStore.remove(image);
      expect(fs.existsSync(rest)).to.equal(false);
    }
  });

  it("are in use while they are built", async () => {
    fs.mkdirSync(path.join(images, `${OLD}.building`));
    await withLock(path.join(images, OLD), async () => {
      expect((await only()).users).to.deep.equal(["a build that is going on"]);
    });
    expect((await only()).users).to.deep.equal([]);
  });
});
