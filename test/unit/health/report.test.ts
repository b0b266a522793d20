import { expect } from "chai";
import { readReport } from "../../../lib/health/report";

const said = (report: unknown): string => `${JSON.stringify(report)}\n`;
const problem = { node: "master", what: "slurmctld", reason: "is masked" };

describe("readReport", () => {
  it("finds none in the report of a cluster that is well", () => {
    expect(readReport(said({ healthy: true, problems: [] }))).to.deep.equal({
      problems: [],
      notes: [],
    });
  });

  it("makes a line of each problem", () => {
    const problems = [problem, { node: "worker-2", what: "/home", reason: "not mounted" }];
    expect(readReport(said({ healthy: false, problems })).problems).to.deep.equal([
      "master: slurmctld: is masked",
      "worker-2: /home: not mounted",
    ]);
  });

  it("shows what a worker's root may have written as one harmless line", () => {
    const reason = "\u001b]0;gone\u0007\nmaster: all is well";
    const { problems } = readReport(said({ healthy: false, problems: [{ ...problem, reason }] }));
    expect(problems[0]).to.equal(
      "master: slurmctld: \\u{1b}]0;gone\\u{7}\\u{a}master: all is well",
    );
  });

  it("counts what is too much to show", () => {
    const { problems: lines } = readReport(
      said({ healthy: false, problems: Array(60).fill(problem) }),
    );
    expect(lines).to.have.length(51);
    expect(lines.at(-1)).to.equal("and 10 more");
  });

  for (const [what, text] of [
    ["no JSON", "slurmctld is running"],
    ["nothing", ""],
    ["no object", "null"],
    ["no list", said({ healthy: true })],
    ["no verdict", said({ problems: [] })],
    ["a problem that is none", said({ healthy: false, problems: ["master"] })],
    ["a problem without a reason", said({ healthy: false, problems: [{ node: "a", what: "b" }] })],
    ["unhealthy for no reason", said({ healthy: false, problems: [] })],
    ["healthy with problems", said({ healthy: true, problems: [problem] })],
  ] as const) {
    it(`fails for ${what}, which must not pass for health`, () => {
      expect(() => readReport(text)).to.throw(/slipway-health printed no report/);
    });
  }
});
