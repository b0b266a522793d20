import { expect } from "chai";
import { choose } from "../../../../lib/platform/openstack/choose";
import { imageOfMachine, imageRef } from "../../../../lib/platform/openstack/image-ref";
import { keptImages } from "../../../../lib/platform/openstack/kept-images";
import { settingsOf } from "../../../../lib/platform/openstack/settings";
import { cloudFacts, clusterNeeds } from "./facts";

describe("images that the catalogue does not offer any more", () => {
  const server = { id: "s", name: "lisa-master", status: "ACTIVE", ours: true };
  const kept = (own: object) =>
    keptImages(clusterNeeds(1), { servers: [{ ...server, lostImage: "debian@u-1", ...own }] });

  it("keep the machines that have started from them, and only those", () => {
    expect(kept({})).to.deep.equal({ "lisa-master": "debian@u-1" });
    expect(kept({ status: "ERROR" })).to.deep.equal({});
    expect(kept({ ours: false })).to.deep.equal({});
    expect(kept({ name: "lisa-worker-7" })).to.deep.equal({});
    expect(keptImages(clusterNeeds(1), { servers: [server] })).to.deep.equal({});
  });

  it("are not looked for by machines that stay, but by those that are yet to be made", () => {
    const needs = clusterNeeds(1);
    const all = {
      ...needs,
      machines: needs.machines.map((each) => ({ ...each, image: "debian" })),
    };
    const running = all.machines.map(({ name }) => ({ ...server, name, lostImage: "debian@u-1" }));
    const problemsWith = (servers: typeof running) =>
      choose(all, settingsOf(), cloudFacts({ servers })).problems;
    expect(problemsWith(running)).to.deep.equal([]);
    expect(problemsWith(running.slice(0, 1))).to.deep.equal([
      {
        path: "image",
        reason: "is no image of this cloud, or none that this project may see",
        got: "debian",
      },
    ]);
  });

  it("give their ids to the machines that are kept on them, until the program names another image", () => {
    const [old, anew, other] = ["u-1", "u-2", "u-3"].map((id) => imageRef("slipway-x-1", id));
    expect(imageOfMachine(anew ?? "", {}, undefined)).to.deep.equal({
      name: "slipway-x-1",
      id: "u-2",
    });
    expect(imageOfMachine(anew ?? "", {}, old).id).to.equal("u-1");
    expect(imageOfMachine("debian", { debian: "u-5" }, "debian@u-4").id).to.equal("u-4");
    expect(imageOfMachine("slipway-y-2@u-6", {}, other).id).to.equal("u-6");
  });
});
