import { expect } from "chai";
import { planImage } from "../../../lib/image/plan";
import { judgeStock } from "../../../lib/image/stock";
import { kindOf, StoredForm, type StoredImage } from "../../../lib/platform/image-store";

const now = new Date("2026-11-25T12:00:00Z");
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const stored = (own: Partial<StoredImage> = {}): StoredImage => ({
  ...{ id: "i1", name: "slipway-torque-master-0123456789ab", kind: "torque-master" },
  ...{ form: StoredForm.Image, packages: [], madeAt: daysAgo(30), users: [] },
  ...own,
});
const verdict = (own: Partial<StoredImage>, keepDays = 7) => {
  const [first] = judgeStock([stored(own)], keepDays, now);
  if (first === undefined) throw new Error("no verdict");
  return first;
};

describe("what becomes of an image when those out of use are removed", () => {
  it("goes when nothing uses it, nobody wants it kept, it is old, and another would be built", () => {
    const { remove, why, current } = verdict({});
    expect({ remove, current }).to.deep.equal({ remove: true, current: false });
    expect(why).to.equal("nothing uses it, and this version of slipway builds another");
  });

  it("goes when a run that was cut off has left it", () => {
    expect(verdict({ form: StoredForm.Rest })).to.deep.include({
      remove: true,
      why: "left by a run that was cut off",
    });
  });

  const kept: readonly (readonly [string, Partial<StoredImage>, RegExp])[] = [
    ["something uses it", { users: ["server a"] }, /^used by server a$/],
    [
      "many use it",
      { users: ["server a", "server b", "server c", "server d", "server e"] },
      /^used by server a, server b, server c and 2 more$/,
    ],
    ["a rest is still being made", { form: StoredForm.Rest, users: ["a build"] }, /^used by a/],
    ["it is protected", { locked: "is protected" }, /^is protected$/],
    ["it is younger than the days to keep", { madeAt: daysAgo(6.9) }, /^younger than 7 days$/],
    ["its time lies ahead", { madeAt: daysAgo(-1) }, /^younger than 7 days$/],
  ];
  for (const [when, own, words] of kept) {
    it(`stays when ${when}`, () => {
      expect(verdict(own).remove).to.equal(false);
      expect(verdict(own).why).to.match(words);
    });
  }

  it("stays when this version would build it, with the same packages, however old it is", () => {
    for (const packages of [[], ["git", "fftw3"]]) {
      const { name } = planImage({ kind: "torque-master", packages });
      expect(verdict({ name, packages }, 0)).to.deep.include({ current: true, remove: false });
      expect(verdict({ name, packages: ["other"] }, 0).current).to.equal(false);
    }
    const { name } = planImage({ kind: "torque-node" });
    const root = { name, kind: "torque-node", form: StoredForm.Root };
    expect(verdict(root, 0)).to.deep.include({ remove: false, current: true });
  });

  it("goes when another package state of the same has newer packages", () => {
    const image = (packageState: string | undefined, age: number): StoredImage => {
      const { name } = planImage({ kind: "torque-master", packageState });
      return stored({ id: name, name, packageState, packagesAt: daysAgo(age) });
    };
    const removed = (...images: StoredImage[]) =>
      judgeStock(images, 7, now).map(({ remove }) => remove);
    expect(removed(image(undefined, 30), image("2026-11", 2))).to.deep.equal([true, false]);
    expect(removed(image("2026-11", 9), image("2026-10", 40))).to.deep.equal([false, true]);
    const used = { ...image("2026-10", 40), users: ["server a"] };
    expect(removed(image("2026-11", 9), used)).to.deep.equal([false, false]);
    const other = { ...image("2026-11", 2), packages: ["git"] };
    expect(removed(image(undefined, 30), other)[0]).to.equal(false);
  });

  it("goes when it is of a kind that this version does not have", () => {
    expect(verdict({ kind: "hadoop-master" }).remove).to.equal(true);
  });

  it("goes at once when no days are to be kept", () => {
    expect(verdict({ madeAt: now }, 0).remove).to.equal(true);
    expect(verdict({ madeAt: now }, 1).why).to.equal("younger than 1 day");
  });
});

describe("an image's name", () => {
  it("tells the kind, and a name that slipway does not give tells none", () => {
    expect(kindOf("slipway-torque-master-0123456789ab")).to.equal("torque-master");
    for (const name of ["debian-12", "slipway-x-0123", "slipway--0123456789ab", "my slipway-a-0"])
      expect(kindOf(name), name).to.equal(undefined);
  });
});
