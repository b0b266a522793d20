import { expect } from "chai";
import { plan } from "../../../lib/torque/plan";
import { plannedBytes } from "../../../lib/torque/user-data-size";
import { recipePayload } from "../../../lib/user-data/payload";
import { MAX_USER_DATA_BYTES } from "../../../lib/user-data/size";
import { around } from "./around";

/** The rest is for what users add: a setup script, a long domain. */
const MOST = Math.floor(MAX_USER_DATA_BYTES * 0.85);

describe("The recipes for stock images", () => {
  const image = { masterImage: "debian-13", workerImage: "debian-13" };
  const payload = (kind: string) => recipePayload(kind);
  const planned = plan("lisa", { workers: 1, ...image }, { ...around, payload }).plan;
  const [worker] = planned?.workers ?? [];

  for (const [name, node] of Object.entries({ master: planned?.master, worker })) {
    it(`leave room in the user data of a ${name}`, () => {
      if (node === undefined) throw new Error("no plan");
      const bytes = plannedBytes(node);
      const figures = `${String(bytes)} of ${String(MAX_USER_DATA_BYTES)} bytes`;
      expect(bytes, `${figures}, of which recipes may take ${String(MOST)}`).to.be.at.most(MOST);
      // Recipes that were not packed at all would pass.
      expect(bytes, figures).to.be.above(20_000);
    });
  }
});
