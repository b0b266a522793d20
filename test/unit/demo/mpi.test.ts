import { expect } from "chai";
import { judgeMpi } from "../../../demo/checks/mpi";

const NODES = ["worker-1", "worker-2"].map((name) => ({ name, state: "free", np: 2 }));
const RANKS = "rank 0 on worker-1\nrank 1 on worker-1\nrank 2 on worker-2\nrank 3 on worker-2\n";

describe("the MPI job", () => {
  it("passes with a rank in every slot and a right answer", () => {
    const [check] = judgeMpi(`${RANKS}PASS\nseconds 7\n`, NODES);
    expect(check).to.deep.equal({
      name: "MPI over all 4 slots",
      ok: true,
      found: "4 ranks on worker-1, worker-2 in 7 s",
    });
  });

  for (const [what, text] of [
    ["the answer is wrong", `${RANKS}FAIL\n`],
    ["a rank is missing", `${RANKS.replace("rank 3 on worker-2\n", "")}PASS\n`],
    ["all ran on one worker", `${RANKS.replaceAll("worker-2", "worker-1")}PASS\n`],
    ["nothing came back", ""],
  ] as const) {
    it(`fails when ${what}`, () => {
      expect(judgeMpi(text, NODES)[0]?.ok).to.equal(false);
    });
  }
});
