import { expect } from "chai";
import { judgeJobs, parseJobs } from "../../../demo/checks/jobs";

const NODES = ["worker-1", "worker-2"].map((name) => ({ name, state: "free", np: 1 }));
const TEST = { jobs: 2, sleepSec: 2, deadlineSec: 60, folder: "t" };

const encode = (text: string): string => `=${Buffer.from(text).toString("base64")}`;
const good = (host: string): string =>
  encode(`${host}\nMon Nov 23 16:00:00 UTC 2026\nMon Nov 23 16:00:02 UTC 2026\n`);

function output(jobs: readonly string[]): string {
  return [
    "submitted 2 0.4",
    "states 2 0 0",
    "states 0 2 0",
    "states 0 0 2",
    "ended 4.5",
    ...jobs,
  ].join("\n");
}

function failing(text: string): string[] {
  const checks = judgeJobs(parseJobs(text), TEST, NODES);
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

describe("the tutorial's jobs", () => {
  it("pass when all is as it should be", () => {
    const jobs = [`job 1 ${good("worker-1.x")} =`, `job 2 ${good("worker-2.x")} =`];
    expect(failing(output(jobs))).to.deep.equal([]);
  });

  it("say how long they took beside what the sleeping alone takes", () => {
    const run = parseJobs(output([`job 1 ${good("worker-1")} =`]));
    expect(run.seconds).to.equal(4.5);
    expect(judgeJobs(run, TEST, NODES)[0]?.found).to.equal("1/2 in 4.5 s (sleeping alone: 2 s)");
  });

  it("fail when an output is missing or cut off", () => {
    const cut = encode("worker-2.x\nMon Nov 23 16:00:00 UTC 2026\n");
    for (const second of ["job 2 missing missing", `job 2 ${cut} =`]) {
      expect(failing(output([`job 1 ${good("worker-1.x")} =`, second]))).to.include(
        "2 jobs, all right",
      );
    }
  });

  it("fail when a worker did none of them", () => {
    const jobs = [1, 2].map((id) => `job ${String(id)} ${good("worker-1.x")} =`);
    expect(failing(output(jobs))).to.deep.equal(["every worker is named in the outputs"]);
  });

  it("fail when a job complained", () => {
    const jobs = [
      `job 1 ${good("worker-1.x")} =`,
      `job 2 ${good("worker-2.x")} ${encode("no such file")}`,
    ];
    expect(failing(output(jobs))).to.deep.equal(["all stderr files are empty"]);
  });

  it("fail when qstat never showed one running", () => {
    const jobs = [`job 1 ${good("worker-1.x")} =`, `job 2 ${good("worker-2.x")} =`];
    const text = output(jobs).replace("states 0 2 0\n", "");
    expect(failing(text)).to.deep.equal(["qstat shows Q, R and C"]);
  });

  it("fail, all of them, when nothing came back", () => {
    expect(failing("")).to.have.length(4);
  });
});
