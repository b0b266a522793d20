import { expect } from "chai";
import { checkNodes, parsePbsnodes } from "../../../demo/checks/nodes";

const PBSNODES = `worker-1
     state = free
     np = 2
     ntype = cluster
     status = rectime=1,ncpus=2,state=free

worker-2
     state = offline
     np = 1
`;

describe("the nodes that pbsnodes shows", () => {
  it("have name, state and slots", () => {
    expect(parsePbsnodes(PBSNODES)).to.deep.equal([
      { name: "worker-1", state: "free", np: 2 },
      { name: "worker-2", state: "offline", np: 1 },
    ]);
  });

  it("are none in an empty answer", () => {
    expect(parsePbsnodes("")).to.deep.equal([]);
  });

  it("pass when all are free and the account is an ordinary one", async () => {
    const answer = `tuser\n2001\n${PBSNODES.replace("offline", "free")}`;
    const { checks } = await checkNodes(() => Promise.resolve(answer), 2);
    expect(checks.map(({ ok }) => ok)).to.deep.equal([true, true]);
  });

  it("fail when one is offline, one is missing, or we are root", async () => {
    const { checks } = await checkNodes(() => Promise.resolve(`root\n0\n${PBSNODES}`), 3);
    expect(checks.map(({ ok }) => ok)).to.deep.equal([false, false]);
    expect(checks[1]?.found).to.equal("worker-1 free np=2, worker-2 offline np=1");
  });
});
