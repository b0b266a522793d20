import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { imageKinds } from "../../../lib/image/kinds";
import { planImage } from "../../../lib/image/plan";
import { kinds, touches, withRecipes } from "./recipe-tree";

const names = (folder: string): Record<string, string> =>
  Object.fromEntries(kinds.map((kind) => [kind, planImage({ kind }, folder).name]));

/** Kinds whose image has another name after `change`. */
function changed(change: (folder: string) => void): string[] {
  return withRecipes((folder) => {
    const before = names(folder);
    change(folder);
    const after = names(folder);
    return kinds.filter((kind) => before[kind] !== after[kind]);
  });
}

describe("planImage", () => {
  it("names an image after its kind and 12 digits of its hash", () => {
    withRecipes((folder) => {
      expect(planImage({ kind: "worker" }, folder).name).to.match(/^slipway-worker-[0-9a-f]{12}$/);
    });
  });

  it("gives the same name in another folder", () => {
    expect(withRecipes(names)).to.deep.equal(withRecipes(names));
  });

  it("does not mind when files were written, or who may read them", () => {
    const kept = changed((folder) => {
      fs.utimesSync(path.join(folder, "base/packages"), 1, 1);
      fs.chmodSync(path.join(folder, "base/packages"), 0o600);
    });
    expect(kept).to.deep.equal([]);
  });

  for (const [file, expected] of touches) {
    it(`changes exactly ${expected.join(", ")} with any byte of ${file}`, () => {
      fc.assert(
        fc.property(fc.nat(1000), fc.integer({ min: 1, max: 255 }), (index, flip) => {
          const seen = changed((folder) => {
            const full = path.join(folder, file);
            const bytes = fs.readFileSync(full);
            // A parent's name must stay one: there only the end of the file is free.
            if (file.endsWith("/parent")) fs.appendFileSync(full, "\n".repeat(1 + (flip % 3)));
            else {
              bytes.writeUInt8(bytes.readUInt8(index % bytes.length) ^ flip, index % bytes.length);
              fs.writeFileSync(full, bytes);
            }
          });
          expect(seen).to.deep.equal(expected);
        }),
        { numRuns: 10 },
      );
    });
  }

  it("changes a kind and its children with a new, a renamed or an executable file", () => {
    const base = (name: string) => (folder: string) => path.join(folder, "base", name);
    const script = base("recipe/10-a.sh");
    expect(changed((folder) => fs.writeFileSync(base("new")(folder), ""))).to.deep.equal(kinds);
    expect(
      changed((folder) => fs.renameSync(script(folder), base("recipe/11-a.sh")(folder))),
    ).to.deep.equal(kinds);
    expect(changed((folder) => fs.chmodSync(script(folder), 0o755))).to.deep.equal(kinds);
  });

  it("takes the user's packages as a set, for that image and not for its parent", () => {
    withRecipes((folder) => {
      const plan = (...packages: string[]) => planImage({ kind: "worker", packages }, folder);
      expect(plan("git", "fftw3").name).to.equal(plan("fftw3", "git", "git").name);
      expect(plan("git").name).not.to.equal(plan().name);
      expect(plan("git").parent?.name).to.equal(plan().parent?.name);
      expect(plan("ab").name).not.to.equal(plan("a", "b").name);
    });
  });

  it("takes the package state into all names, its parents' too", () => {
    withRecipes((folder) => {
      const plan = (packageState?: string) => planImage({ kind: "worker", packageState }, folder);
      expect(plan("2026-11").name).not.to.equal(plan().name);
      expect(plan("2026-11").name).not.to.equal(plan("2026-12").name);
      expect(plan("2026-11").name).to.equal(plan("2026-11").name);
      expect(plan("2026-11").parent?.name).not.to.equal(plan().parent?.name);
      expect(plan("2026-11").parent?.packageState).to.equal("2026-11");
    });
  });

  it("lists the kinds parents first", () => {
    withRecipes((folder) => {
      const plan = planImage({ kind: "master" }, folder);
      expect(plan.kinds).to.deep.equal(["base", "master"]);
      expect(plan.parent?.kinds).to.deep.equal(["base"]);
      expect(plan.parent?.parent).to.equal(undefined);
    });
  });

  it("fails for a kind without recipes, by name", () => {
    withRecipes((folder) => {
      expect(() => planImage({ kind: "hadoop" }, folder)).to.throw("no recipes for hadoop");
    });
  });

  it("has recipes for each kind of this version, and all derive from the minimal one", () => {
    for (const kind of imageKinds) expect(planImage({ kind }).kinds[0]).to.equal("orchestrator");
  });
});
